"""What staff sign in with beside their password; no fixture, file or public page carries it."""

import secrets
from base64 import b32encode
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone

CODES = 10
CODE_BYTES = 10  # 80 random bits, sixteen letters and digits


class RecoveryCodeQuerySet(models.QuerySet):
    def left(self):
        return self.filter(used_at=None)

    def make(self, user) -> list[str]:
        """Replace a person's codes, and give the new ones in the clear, this once."""
        codes = [b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _ in range(CODES)]
        self.filter(user=user).delete()
        self.bulk_create(RecoveryCode(user=user, digest=digest_of(user, code)) for code in codes)
        return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in codes]

    def use(self, user, code: str) -> bool:
        """Use a code up; False for one that is not this person's, or was used before."""
        found = self.left().filter(user=user, digest=digest_of(user, code))
        return found.update(used_at=timezone.now()) == 1


class RecoveryCode(models.Model):
    """Stands once for the device that somebody has lost; only its digest is kept.

    A digest without a slow hash is enough for 80 random bits: nobody can try them all.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "recovery code"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "digest"],
                name="recoverycode_is_given_once",
                violation_error_message="A person is given each code once.",
            ),
        ]

    def __str__(self):
        return f"Recovery code {self.pk}"


def digest_of(user, code: str) -> str:
    plain = code.replace("-", "").lower()
    return sha256(f"{user.pk}:{plain}".encode()).hexdigest()
