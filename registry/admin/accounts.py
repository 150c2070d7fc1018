from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from registry.admin.base import register

ONLY_SUPERUSERS_GIVE = ("is_superuser", "user_permissions")


@register(User)
class AccountAdmin(UserAdmin):
    """Accounts; who is no superuser neither makes one nor sees one, and gives rights by groups."""

    def get_queryset(self, request):
        accounts = super().get_queryset(request)
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.is_superuser else (*fixed, *ONLY_SUPERUSERS_GIVE)


register(Group)(GroupAdmin)
