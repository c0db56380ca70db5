from .addon import (
    test_hostile_text,
    test_install,
    test_javascript,
    test_neighbours,
    test_neutralize,
    test_rights,
    test_rights_complete,
    test_scrub_passwords,
    test_secrets,
    test_tour,
    test_wrong_arguments,
)
from .dashboard import (
    test_changes,
    test_charts,
    test_dashboard,
    test_dashboard_payloads,
    test_health,
    test_lists,
    test_settings,
    test_verdict,
    test_zone,
)
from .dashboard.findings import (
    test_alerts,
    test_checkup,
    test_drills,
    test_drills_of_others,
    test_drills_standing,
    test_reworded,
    test_webhook,
    test_webhook_call,
)
from .drill import test_drill
from .failures.bounces import (
    test_backfill,
    test_bounces,
    test_bounces_beside_addons,
    test_bounces_of_mailings,
    test_complaints,
    test_hostile_mail,
)
from .failures.checks import (
    test_check_complaints,
    test_check_contacts,
    test_check_failing_cause,
    test_incidents,
    test_incidents_migration,
    test_check_suppression,
)
from .failures.envelope import (
    test_failure_wizard,
    test_forged_authors,
    test_forged_rows,
    test_knowledge,
    test_mailings,
    test_my_failures,
    test_outcomes,
    test_payloads,
    test_progress,
    test_questions,
    test_steps,
    test_teaching,
    test_undo,
    test_words_of_others,
)
from .neighbours import test_mass_mailing
from .pure import (
    test_tools_arguments,
    test_tools_bursts,
    test_tools_diagnosis_text,
    test_tools_glossary,
    test_tools_hidden,
    test_tools_import,
    test_tools_mailbox,
    test_tools_near_miss,
    test_tools_plain_text,
    test_tools_reachable,
    test_tools_redact,
    test_tools_waits,
    test_tools_sqlstate,
    test_tools_storeys,
    test_tools_unheard,
)
from .pure.evidence import test_tools_evidence
from .pure.figures import test_tools_pace
from .pure.identities import test_tools_identities
from .pure.lab import test_lab, test_lab_chaos, test_lab_life, test_lab_script, test_lab_servers
from .pure.monitoring import test_tools_effects, test_tools_incidents, test_tools_prometheus, test_tools_webhook
from .pure.replies import (
    test_tools_causes,
    test_tools_classifier,
    test_tools_knowledge,
    test_tools_odoo_failure,
    test_tools_readable,
    test_tools_smtp_reply,
)
from .pure.reports import (
    test_tools_delivery_report,
    test_tools_explain,
    test_tools_flat,
    test_tools_fuzz,
    test_tools_lines,
)
from .pure.sending import test_tools_sending_code
from .senders import (
    test_check_changed_senders,
    test_check_identity,
    test_check_server_filter,
    test_check_ways,
    test_decision_lab,
    test_matrix,
    test_nothing_kept,
    test_returns_lab,
)
from .sending.attempts import (
    test_attempts_on_disk,
    test_chaos,
    test_database_error,
    test_hand_over,
    test_one_copy_migration,
    test_overrides,
    test_sending,
    test_sending_repairs,
    test_sending_sqlstates,
    test_sending_transactions,
)
from .sending.checks import (
    test_check_contents,
    test_canary,
    test_check_campaigns,
    test_check_mailbox,
    test_check_neighbours,
    test_check_queue,
    test_check_queue_disturbed,
    test_check_scheduled_actions,
    test_check_scheduled_actions_changed,
    test_check_scheduled_senders,
    test_check_volume,
)
from .sending.outcomes import test_attempts, test_lost_connections, test_second_copies, test_unprepared
from .sending.queue import (
    test_error_mark,
    test_queue,
    test_queue_at_once,
    test_queue_campaigns,
    test_queue_claims,
    test_queue_interruptions,
    test_queue_parameters,
    test_queue_schedules,
    test_two_servers,
)
from .sending.retries import test_resend_fixed, test_retry_automatic, test_retry_bulk, test_retry_left_out
from .sending.testing import test_send_test, test_test_now
from .tracing import test_anything, test_audience
