"""How an account is read on the pages of staff."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django_otp.plugins.otp_totp.models import TOTPDevice


class AccountBackend(ModelBackend):
    """Reads with an account, in the query that every page of staff makes, its second factor."""

    def get_user(self, user_id):
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True).order_by("pk")
        users = User._default_manager.annotate(second_factor=Subquery(devices.values("pk")[:1]))
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
