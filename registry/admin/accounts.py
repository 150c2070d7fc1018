from functools import partial

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.admin.base import register
from registry.admin.guards import Guarded
from registry.admin.second_factor import removal_page
from registry.admin.signing_in import device_of, end_sessions
from registry.models import RecoveryCode

ONLY_SUPERUSERS_GIVE = ("is_superuser", "user_permissions")


@register(User)
class AccountAdmin(Guarded, UserAdmin):
    """Accounts; who is no superuser neither makes one nor sees one, and gives rights by groups."""

    list_display = [*UserAdmin.list_display, "has_second_factor"]

    def get_urls(self):
        removal = self.admin_site.admin_view(partial(removal_page, self))
        name = "auth_user_second_factor"
        return [path("<int:pk>/second-factor/", removal, name=name), *super().get_urls()]

    def get_queryset(self, request):
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts = super().get_queryset(request).annotate(has_device=Exists(devices))
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        fixed = (*fixed, "second_factor")
        return fixed if request.user.is_superuser else (*fixed, *ONLY_SUPERUSERS_GIVE)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [*fieldsets, (gettext_lazy("Second factor"), {"fields": ["second_factor"]})]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not (obj.is_active and obj.is_staff):
            end_sessions(obj)

    @admin.display(description=gettext_lazy("second factor"), boolean=True, ordering="has_device")
    def has_second_factor(self, account):
        return account.has_device

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, account):
        """Say whether there is a device, and lead to its removal; never what it holds."""
        device = device_of(account)
        if device is None:
            return _("None is set up.")
        left = RecoveryCode.objects.left().filter(user=account).count()
        codes = ngettext("%(left)d recovery code left", "%(left)d recovery codes left", left)
        return format_html(
            '{}, {}. <a href="{}">{}</a>',
            _("A device is set up"),
            codes % {"left": left},
            reverse("admin:auth_user_second_factor", args=[account.pk]),
            _("Remove it, as it is lost"),
        )


@register(Group)
class RightsAdmin(Guarded, GroupAdmin):
    """Groups, by which rights are given."""
