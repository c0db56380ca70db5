"""Findings of the check of contacts go to those that it was divided into, with their beginning and what was snoozed."""

#: The check that a finding belongs to, by its code.
CHECKS = {
    "domains_fail": "domains",
    "many_addresses_are_wrong": "wrong_addresses",
    "recipients_without_address": "no_address",
}


def migrate(cr, version):
    for problem, check in CHECKS.items():
        cr.execute(
            """UPDATE mail_troubleshooting_finding AS finding SET check_code = %s
               FROM mail_troubleshooting_problem AS problem
               WHERE problem.id = finding.problem_id AND problem.code = %s AND finding.check_code = 'contacts'""",
            [check, problem],
        )
