# Mixins come before the models that have them; nothing else depends on the order.
# isort: skip_file
from .dashboard import export, change
from .tracing import anything
from .sending import interruption, batch
from .failures import failed, cause, rule, backfill
from .sending import attempt, release, server_test
from .failures import complaint
from .dashboard.findings import problem, finding, alert
from .dashboard.findings import checkup
from .dashboard import dashboard
from .failures.envelope import question, my_failures, wizard
from .tracing import audience
from .senders import senders
from .dashboard import ir_http
from .sending import ir_mail_server, ir_config_parameter, watched
from .neighbours import ir_model, ir_ui_menu
from .sending import mail_mail, mail_message_schedule, mail_scheduled_message
from .failures import mail_notification, mail_thread, mail_thread_blacklist, mail_blacklist, discuss_channel
from .dashboard import res_config_settings
