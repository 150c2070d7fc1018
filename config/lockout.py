"""Who may try to sign in: what axes counts for an account is counted for an address as well."""

import logging
from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessFailureLog
from django.contrib.auth.models import User

from config.addresses import client_address

# Whoever tries a few words under many names fails rarely under each of them.
ADDRESS_LIMIT = 50
ADDRESS_TIME = timedelta(hours=1)

accounts = logging.getLogger("registry.accounts")


class LockoutHandler(AxesDatabaseHandler):
    """Closes an address from which fifty sign-ins have failed within the last hour.

    Axes has one limit for all that it counts; here the failures of the last hour, one row each,
    are what an address is judged by. Older ones are not kept. Who signs in or out, and where it
    fails, is told in the log.
    """

    def is_locked(self, request, credentials=None) -> bool:
        return super().is_locked(request, credentials) or self.is_address_closed(request)

    def user_login_failed(self, sender, credentials, request=None, **kwargs) -> None:
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None:
            return
        since = request.axes_attempt_time - ADDRESS_TIME
        AccessFailureLog.objects.filter(attempt_time__lt=since).delete()
        if self.is_address_closed(request):
            request.axes_locked_out = True
            request.axes_credentials = credentials
        what = "refused, as too many failed" if request.axes_locked_out else "failed"
        told = (what, known(credentials), client_address(request))
        accounts.warning("signing in %s: %s from %s", *told)

    def user_logged_in(self, sender, request, user, **kwargs) -> None:
        super().user_logged_in(sender, request, user, **kwargs)
        accounts.info("signed in: %s from %s", user, client_address(request))

    def user_logged_out(self, sender, request, user, **kwargs) -> None:
        super().user_logged_out(sender, request, user, **kwargs)
        if user:
            accounts.info("signed out: %s from %s", user, client_address(request))

    def is_address_closed(self, request) -> bool:
        """Tell whether this address has had its failures for the hour."""
        since = request.axes_attempt_time - ADDRESS_TIME
        failures = AccessFailureLog.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=since
        )
        return failures.count() >= ADDRESS_LIMIT


def known(credentials: dict) -> str:
    """Name an account that there is: what else was typed as a name may be somebody's password."""
    names = User.objects.filter(username=credentials.get("username") or "")
    return names.values_list("username", flat=True).first() or "nobody of that name"
