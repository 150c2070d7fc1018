"""Saved filters: a narrowed list of the admin kept under a name, for oneself or for all."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import SavedFilter


class SavedFilterForm(forms.ModelForm):
    class Meta:
        model = SavedFilter
        fields = ["name", "path", "query", "is_shared"]
        error_messages = {"name": {"required": gettext_lazy("Give the filter a name.")}}

    def clean_path(self):
        """Take paths of lists of the admin only: what is shared must lead nowhere else."""
        path = self.cleaned_data["path"]
        try:
            found = resolve(path)
        except Resolver404:
            found = None
        names = found.url_name if found and found.app_names == ["admin"] else ""
        if urlsplit(path).netloc or not (names == "quality" or names.endswith("_changelist")):
            raise ValidationError(_("A filter is saved from a list of the admin."))
        return path

    def clean_query(self):
        return self.cleaned_data["query"].lstrip("?")


def save_filter(site, request: HttpRequest) -> HttpResponse:
    """Keep the filter that is posted; one of the same name is replaced."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    name = request.POST.get("name", "").strip()[:100]
    kept = SavedFilter.objects.filter(owner=request.user, name=name).first()
    form = SavedFilterForm(request.POST, instance=kept or SavedFilter(owner=request.user))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        return redirect("admin:index")
    saved = form.save()
    messages.success(request, _("The filter “%(name)s” is saved.") % {"name": saved})
    return redirect(saved.url)


def forget_filter(site, request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own filters."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    saved = get_object_or_404(SavedFilter, owner=request.user, pk=pk)
    saved.delete()
    messages.success(request, _("The filter “%(name)s” is forgotten.") % {"name": saved})
    return redirect(reverse("admin:index"))
