"""Signing in: a password, then a code of the device, where the account has one.

Until the code is given, whoever has typed the password is nobody: the session names them as the
person whose code is awaited, and not as a user. A session from before a device was set up counts
for as little.
"""

import time

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import SESSION_KEY, login, logout
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.models import RecoveryCode

AWAITED, VERIFIED = "code_awaited", "second_factor"
PATIENCE = 10 * 60  # seconds in which the code is awaited
EVERYONE = "everyone"


def device_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def second_factor_of(user: User) -> int | None:
    """Give the key of the device that this account signs in with, if it has one."""
    if not hasattr(user, "second_factor"):  # read in another way than by a session
        device = device_of(user)
        user.second_factor = device and device.pk
    return user.second_factor


def needs_second_factor(user: User) -> bool:
    """Tell whether the installation asks this person to set up a device: SECOND_FACTOR_FOR."""
    named = settings.SECOND_FACTOR_FOR
    if not named:
        return False
    return EVERYONE in named or user.is_superuser or user.groups.filter(name__in=named).exists()


def is_verified(request: HttpRequest) -> bool:
    """Tell whether this session has shown all that its account signs in with."""
    key = second_factor_of(request.user)
    if key is None:
        return not needs_second_factor(request.user)
    return request.session.get(VERIFIED) == key


def mark_verified(request: HttpRequest, device: TOTPDevice) -> None:
    request.session[VERIFIED] = device.pk
    request.user.second_factor = device.pk


class CodeNeeded(Exception):
    """The password is right, and a device is still to be asked."""

    def __init__(self, user: User):
        self.user = user


class SignInForm(AdminAuthenticationForm):
    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if device_of(user):
            raise CodeNeeded(user)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "vTextField",
            }
        ),
    )

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split())


def await_code(request: HttpRequest, user: User) -> HttpResponse:
    """Remember whose password was right, and ask for the code."""
    request.session.cycle_key()
    request.session[AWAITED] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "since": time.time(),
    }
    return redirect(with_next("admin:login_code", request))


def with_next(name: str, request: HttpRequest) -> str:
    following = request.POST.get("next") or request.GET.get("next", "")
    return f"{reverse(name)}?{urlencode({'next': following})}" if following else reverse(name)


def half_signed_in(request: HttpRequest) -> User | None:
    """Give the person whose code is awaited, with the backend that took the password."""
    user = request.user
    if user.is_active and user.is_staff and second_factor_of(user) and not is_verified(request):
        user.backend = request.session["_auth_user_backend"]
        return user
    awaited = request.session.get(AWAITED)
    if not awaited or not 0 <= time.time() - awaited["since"] <= PATIENCE:
        return None
    user = User.objects.filter(pk=awaited["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(awaited["hash"], user.get_session_auth_hash()):
        return None
    user.backend = awaited["backend"]
    return user


def end_sessions(user: User) -> None:
    """End every session of this person, and those that await a code of theirs."""
    for session in Session.objects.iterator():
        held = session.get_decoded()
        awaited = held.get(AWAITED, {}).get("user")
        if str(user.pk) in (held.get(SESSION_KEY), str(awaited)):
            session.delete()


def accepting_device(user: User, code: str) -> TOTPDevice | None:
    """Give the person's device if the code is one of its own or a recovery code; it is used up."""
    with transaction.atomic():
        devices = TOTPDevice.objects.select_for_update()
        device = devices.filter(user=user, confirmed=True).order_by("pk").first()
        if device is None:
            return None
        if code.isascii() and code.isdigit() and len(code) == device.digits:
            return device if device.verify_token(code) else None
        if RecoveryCode.objects.use(user, code):
            device.throttle_reset()
            return device
    return None


def check_code(request: HttpRequest, user: User, form: CodeForm) -> TOTPDevice | None:
    """Check the code that was typed; a wrong one counts as a failed sign-in."""
    credentials = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out, request.axes_credentials = True, credentials
        return None
    device = accepting_device(user, form.cleaned_data["code"])
    if device is None:
        user_login_failed.send(__name__, credentials=credentials, request=request)
        form.add_error(
            "code",
            ValidationError(
                _("This code is not right, was used before, or came too soon after a wrong one."),
                code="invalid",
            ),
        )
    return device


def code_page(site, request: HttpRequest) -> HttpResponse:
    """Ask for the code of the device, or a recovery code; then the person is signed in."""
    user = half_signed_in(request)
    if user is None:
        return redirect(with_next("admin:login", request))
    if "_leave" in request.POST:
        logout(request)
        return redirect("admin:login")
    form = CodeForm(request.POST or None)
    form.fields["code"].widget.attrs["autofocus"] = True
    if request.method == "POST" and form.is_valid() and (device := check_code(request, user, form)):
        login(request, user, backend=user.backend)
        request.session.pop(AWAITED, None)
        request.session.cycle_key()
        mark_verified(request, device)
        left = RecoveryCode.objects.left().filter(user=user).count()
        if len(form.cleaned_data["code"]) != device.digits:
            text = _("Signed in with a recovery code; %(left)d are left.")
            messages.warning(request, text % {"left": left})
        return redirect(following(request))
    context = {
        **site.each_context(request),
        "title": _("Code of your device"),
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, "admin/registry/login_code.html", context)


def following(request: HttpRequest) -> str:
    """Give the page that was asked for, if it is one of this site."""
    path = request.POST.get("next", "")
    hosts, is_secure = {request.get_host()}, request.is_secure()
    is_ours = url_has_allowed_host_and_scheme(path, hosts, require_https=is_secure)
    return path if is_ours else reverse("admin:index")
