"""What programs read of a record beside its data: who it is, how to cite it, what there is."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import register_converter, reverse
from django.utils.translation import gettext as _

from registry.choices import CitationScheme, TreatyStatus
from registry.dates import Answer, UncertainDate
from registry.exports import LICENCE
from registry.models import Revision, Treaty
from registry.views.base import PublicView

SITE = "Treaty Registry"

# schema.org's words for whether a law is in force.
LEGAL_FORCE = {
    TreatyStatus.IN_FORCE: "https://schema.org/InForce",
    TreatyStatus.PROVISIONAL: "https://schema.org/PartiallyInForce",
}
NO_FORCE = "https://schema.org/NotInForce"


# The European Legislation Identifier has a word for it, schema.org none.
IN_FORCE_ON = "http://data.europa.eu/eli/ontology#first_date_entry_in_force"


def legislation(told: dict[str, Any], url: str, day: date) -> dict[str, Any]:
    """Tell a treaty as schema.org's Legislation, as at a day; what is not known is left out."""
    unknown = told["status"] in (TreatyStatus.NOT_KNOWN, TreatyStatus.SUSPENDED)
    names = [told["short_title"], *(title["title"] for title in told["titles"])]
    content = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": told["title"],
        "alternateName": [name for name in names if name],
        "description": told["summary"],
        "legislationType": told["kind_label"],
        "legislationDate": exact(told["concluded_on"] or told["adopted_on"]),
        "legislationDateVersion": day.isoformat(),
        IN_FORCE_ON: exact(told["in_force_on"]),
        "legislationLegalForce": ""
        if unknown
        else LEGAL_FORCE.get(TreatyStatus(told["status"]), NO_FORCE),
        "legislationIdentifier": [
            f"{citation['label']} {citation['value']}" for citation in told["citations"]
        ],
        "inLanguage": sorted({text["language"] for text in told["texts"]}),
        "about": [topic["name"] for topic in told["topics"]],
        "license": LICENCE,
    }
    return {key: value for key, value in content.items() if value}


def dataset(url: str, files: dict[str, str]) -> dict[str, Any]:
    """Tell the whole registry as schema.org's Dataset; `files` gives the type of each address."""
    revision = Revision.objects.first()
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": _(SITE),
        "description": _(
            "Treaties, who signed them, who is bound by them and since when, as at any day, with "
            "the source of each fact."
        ),
        "license": LICENCE,
        "isAccessibleForFree": True,
        **({"version": revision.name} if revision else {}),
        **({"dateModified": revision.changed_at.isoformat()} if revision else {}),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}
            for address, kind in files.items()
        ],
    }


def exact(on: UncertainDate | None) -> str:
    """Give a day that schema.org can read; a date that is not one day is left out."""
    return on.text if on and on.is_exact else ""


class CitationFormat:
    """The part of a path that asks for a citation: BibTeX or RIS."""

    regex = "bib|ris"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CitationFormat, "citation")

TYPES = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


class TreatyCitation(PublicView):
    """A treaty, or the protocol that is one, as an entry for a list of references."""

    page_name = "registry:treaty_detail"

    def treaties(self):
        return Treaty.objects.all()

    def get(self, request: HttpRequest, slug: str, form: str) -> HttpResponse:
        self.format = form  # a refusal is data too
        found = self.treaties().filter(slug=slug).prefetch_related("citations").first()
        if found is None:
            raise Http404(
                _("The registry holds no %(noun)s named “%(slug)s”.")
                % {"noun": _("treaty"), "slug": slug}
            )
        if found.existed(self.moment.day) is Answer.NO:
            raise Http404(
                _("This %(noun)s did not exist yet on %(day)s.")
                % {"noun": _("treaty"), "day": self.moment.day.isoformat()}
            )
        url = request.build_absolute_uri(reverse(self.page_name, args=[slug]))
        fields = entry(found, url + self.moment.query, self.moment.day)
        text = bibtex(slug, fields) if form == "bib" else ris(fields)
        response = HttpResponse(text, content_type=f"{TYPES[form]}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slug}.{form}"'
        return response


class ProtocolCitation(TreatyCitation):
    page_name = "registry:protocol_detail"

    def treaties(self):
        return Treaty.objects.exclude(ratification_protocol=None)


def entry(treaty: Treaty, url: str, day: date) -> dict[str, str]:
    concluded = treaty.concluded_on or treaty.adopted_on
    series = next(
        (
            citation.value
            for citation in treaty.citations.all()
            if citation.scheme == CitationScheme.UNTS
        ),
        "",
    )
    year = concluded.earliest.year if concluded and concluded.earliest else None
    return {
        "title": treaty.title,
        "year": str(year) if year else "",
        "date": exact(concluded),
        "place": treaty.concluded_at,
        "series": series,
        "url": url,
        "as_at": day.isoformat(),
    }


def bibtex(slug: str, fields: dict[str, str]) -> str:
    """Write a BibTeX entry; what TeX would read as a command stands for itself."""
    wanted = {
        "title": f"{{{tex(fields['title'])}}}",
        "year": fields["year"],
        "howpublished": tex(fields["series"]),
        "address": tex(fields["place"]),
        "organization": _(SITE),
        "note": _("As at %(day)s") % {"day": fields["as_at"]},
        "url": fields["url"],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in wanted.items() if value.strip("{}")]
    return "@misc{" + slug + ",\n" + ",\n".join(lines) + "\n}\n"


def tex(text: str) -> str:
    marks = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    marks |= {mark: f"\\{mark}" for mark in "{}$&#_%"}
    return " ".join("".join(marks.get(letter, letter) for letter in text).split())


def ris(fields: dict[str, str]) -> str:
    """Write a RIS entry of type STAT; its lines end as the format wants."""
    wanted = [
        ("TY", "STAT"),
        ("TI", fields["title"]),
        ("PY", fields["year"]),
        ("DA", fields["date"].replace("-", "/")),
        ("CY", fields["place"]),
        ("T2", fields["series"]),
        ("DB", _(SITE)),
        ("N1", _("As at %(day)s") % {"day": fields["as_at"]}),
        ("UR", fields["url"]),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in wanted if value]
    return "\r\n".join([*lines, "ER  - ", ""])
