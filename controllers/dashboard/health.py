"""Whether email works, for a monitoring system that knows the token."""

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ...services.dashboard import health
from ...tools.monitoring import prometheus


class Health(http.Controller):
    @http.route(
        "/mail_troubleshooting/health",
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=True,
        sitemap=False,
    )
    def health(self, **parameters):
        """200: nobody needs to be called, 503: an error that is not snoozed, or no check for an hour, 401: wrong token,
        404: switched off.

        Figures for Prometheus always come with 200, as it would throw them away otherwise.
        """
        # The token is all that is asked for: there is no user, and no session is kept.
        env = request.env(user=SUPERUSER_ID)
        if not health.token(env):
            raise request.not_found()
        if not health.is_token(env, self._sent_token(parameters)):
            return request.make_json_response(
                {"error": "unauthorized"}, [("WWW-Authenticate", "Bearer"), ("Cache-Control", "no-store")], status=401
            )
        if prometheus.is_wanted(parameters.get("format", ""), request.httprequest.headers.get("Accept", "")):
            headers = [("Content-Type", prometheus.CONTENT_TYPE), ("Cache-Control", "no-store")]
            return request.make_response(prometheus.exposition(health.gauges(env)), headers)
        report = health.report(env)
        return request.make_json_response(
            report, [("Cache-Control", "no-store")], status=503 if health.is_alarming(report) else 200
        )

    def _sent_token(self, parameters: dict) -> str:
        scheme, _space, token = request.httprequest.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else parameters.get("token", "")
