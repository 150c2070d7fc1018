"""One's own second factor: set up with a code that a device shows, kept, and taken off again."""

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.admin.signing_in import (
    VERIFIED,
    CodeForm,
    check_code,
    device_of,
    following,
    is_verified,
    mark_verified,
    needs_second_factor,
    second_factor_of,
    with_next,
)
from registry.models import RecoveryCode

TEMPLATE = "admin/registry/second_factor.html"


def may_open(request: HttpRequest) -> bool:
    """Tell whether this session may set up a device: any of staff, until they have one."""
    user = request.user
    is_staff = user.is_active and user.is_staff
    return is_staff and (second_factor_of(user) is None or is_verified(request))


def second_factor_page(site, request: HttpRequest) -> HttpResponse:
    """Show what stands, or do what the button says: each step is a button of this page."""
    if not may_open(request):
        return redirect(with_next("admin:login", request))
    if "_leave" in request.POST:
        logout(request)
        return redirect("admin:login")
    page = _Page(site, request)
    for button in ("_begin", "_confirm", "_codes", "_remove"):
        if button in request.POST:
            return getattr(page, button[1:])()
    return page.shown()


class _Page:
    def __init__(self, site, request):
        self.site, self.request, self.user = site, request, request.user
        self.device = device_of(self.user)
        self.form = CodeForm(request.POST if "code" in request.POST else None)

    def begin(self) -> HttpResponse:
        """Make a secret; it counts for nothing until a code of it is typed."""
        if self.device is None:
            TOTPDevice.objects.filter(user=self.user).delete()
            TOTPDevice.objects.create(user=self.user, name="device", confirmed=False)
        return redirect(with_next("admin:second_factor", self.request))

    def confirm(self) -> HttpResponse:
        if self.device or not self.form.is_valid():
            return self.shown()
        with transaction.atomic():
            devices = TOTPDevice.objects.select_for_update().filter(user=self.user)
            device = devices.filter(confirmed=False).first()
            is_right = device and device.verify_token(self.form.cleaned_data["code"])
            if is_right:
                device.confirmed = True
                device.save()
                codes = RecoveryCode.objects.make(self.user)
                self._record("Set up a second factor.")
        if not is_right:
            self.form.add_error("code", _("This is not the code that the device shows now."))
            return self.shown()
        self.device = device
        self.request.session.cycle_key()
        mark_verified(self.request, device)
        return self.shown(codes)

    def codes(self) -> HttpResponse:
        if not self._is_confirmed():
            return self.shown()
        codes = RecoveryCode.objects.make(self.user)
        self._record("Made new recovery codes.")
        return self.shown(codes)

    def remove(self) -> HttpResponse:
        if not self._is_confirmed():
            return self.shown()
        forget(self.user)
        self.request.session.pop(VERIFIED, None)
        self._record("Removed the second factor.")
        messages.success(self.request, _("The second factor is removed."))
        return redirect("admin:second_factor")

    def shown(self, codes: list[str] | None = None) -> HttpResponse:
        begun = None
        if self.device is None:
            begun = TOTPDevice.objects.filter(user=self.user, confirmed=False).first()
        context = {
            **self.site.each_context(self.request),
            "title": _("Second factor"),
            "device": self.device,
            "begun": begun,
            "qr": qr(begun.config_url) if begun else "",
            "codes": codes,
            "left": RecoveryCode.objects.left().filter(user=self.user).count(),
            "form": self.form if self.form.is_bound else CodeForm(),
            "is_needed": needs_second_factor(self.user),
            "following": following(self.request),
            "next": self.request.POST.get("next") or self.request.GET.get("next", ""),
            "is_nav_sidebar_enabled": False,
        }
        return TemplateResponse(self.request, TEMPLATE, context)

    def _is_confirmed(self) -> bool:
        """Tell whether the code that was typed is right: a session alone changes nothing here."""
        if self.device is None or not self.form.is_valid():
            return False
        return check_code(self.request, self.user, self.form) is not None

    def _record(self, sentence: str) -> None:
        accounts = self.site.get_model_admin(User)
        accounts.log_change(self.request, self.user, sentence)


def qr(url: str) -> str:
    """Draw the address as a picture that the page holds itself: no other address has it."""
    code = segno.make(url, error="m", micro=False)
    drawn = code.svg_inline(scale=4, light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - squares alone, no text


def forget(user: User) -> None:
    """Take a person's device and recovery codes off: the password alone signs in again."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()


def removal_page(accounts, request: HttpRequest, pk: int) -> HttpResponse:
    """Let an administrator take the second factor off somebody who has lost the device."""
    user = get_object_or_404(accounts.get_queryset(request), pk=pk)
    if not accounts.has_change_permission(request, user):
        raise PermissionDenied
    if user == request.user:
        return redirect("admin:second_factor")
    if request.method == "POST":
        if second_factor_of(user):
            forget(user)
            accounts.log_change(request, user, "Removed the second factor of this account.")
            messages.success(request, _("The second factor of “%s” is removed.") % user)
        return redirect("admin:auth_user_change", user.pk)
    context = {
        **accounts.admin_site.each_context(request),
        "title": _("Remove the second factor"),
        "opts": accounts.opts,
        "account": user,
        "has_device": second_factor_of(user) is not None,
    }
    return TemplateResponse(request, "admin/registry/second_factor_removal.html", context)
