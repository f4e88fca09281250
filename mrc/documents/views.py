"""Pages about evidence: add a file, hand it out, remove it, and the list on the page of a case."""

import re
from datetime import date
from typing import Any

from flask import Response, g, render_template, request, url_for

from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.package import PackagePart
from mrc.casework.service import Package
from mrc.documents import service
from mrc.documents.forms import DocumentForm
from mrc.documents.rules import EvidenceKind
from mrc.documents.rules.names import DOWNLOAD_CSP, attachment
from mrc.documents.rules.recognition import ending_of
from mrc.errors import Unreadable
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.people.rules import Holder
from mrc.staff import service as staff
from mrc.wording.papers import size_words

_OWN_PAGE = re.compile(r"/office(/[a-z0-9-]+)+")


@office.route("/cases/<ref:case_ref>/documents", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_ADD)
def add_document(case_ref: str) -> Any:
    """Add a file to a case."""
    case = casework.get_case(g.actor, case_ref, Permission.DOCUMENT_ADD)
    form, then = DocumentForm(), _then()
    if request.method == "GET":
        form.kind.data = _kind(request.args.get("kind"))
    answer = done(
        form,
        lambda file: service.add(g.actor, case, file, form.facts()),
        _("The file is saved."),
        then or _documents_url(case_ref),
        before=lambda: service.ready_file(g.actor, case, form.upload(), form.facts()),
    )
    return answer or (
        render_template("documents/add.html", form=form, case_ref=case_ref, then=then),
        422 if form.errors else 200,
    )


def _then() -> str | None:
    """The page of ours that sent somebody here to add a file, and to which they go back."""
    wanted = request.args.get("then", "")
    return wanted if _OWN_PAGE.fullmatch(wanted) else None


def _kind(text: str | None) -> EvidenceKind | None:
    return EvidenceKind(text) if text in {kind.value for kind in EvidenceKind} else None


def _documents_url(case_ref: str) -> str:
    return url_for("office.show_case", case_ref=case_ref, _anchor="documents")


@office.get("/documents/<ref:document_ref>")
@requires(Permission.DOCUMENT_READ)
def download_document(document_ref: str) -> Any:
    """Hand out a file."""
    try:
        document, pieces = service.open_pieces(g.actor, document_ref)
    except Unreadable:
        return render_template("documents/unreadable.html"), 500
    name = document.file_name or ""
    response = Response(pieces, content_type=document.media_type)
    response.headers["Content-Disposition"] = attachment(name, f"{document.ref}.{ending_of(name)}")
    response.headers["Content-Security-Policy"] = DOWNLOAD_CSP
    response.content_length = document.size
    return response


@office.route("/documents/<ref:document_ref>/remove", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_ADD)
def remove_document(document_ref: str) -> Any:
    """Ask, then remove a file."""
    form = ConfirmForm()
    answer = done(form, lambda: _documents_url(service.remove(g.actor, document_ref).ref), _("The file is removed."))
    if answer is not None:
        return answer
    document, case = service.get_document(g.actor, document_ref, Permission.DOCUMENT_ADD)
    return render_template(
        "documents/remove.html", form=form, document=document, case_ref=case.ref, size_words=size_words
    )


@panel("package", order=50)
def evidence_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The evidence index of a hand-over."""
    lines = package.lines(PackagePart.EVIDENCE)
    if lines is None:
        return None
    shown = [
        {
            **line,
            "kind": EvidenceKind(line["kind"]),
            "dated": date.fromisoformat(line["dated"]) if line["dated"] else None,
            "added_on": date.fromisoformat(line["added_on"]),
            "original_held_by": Holder(line["original_held_by"]),
        }
        for line in lines
    ]
    return "documents/package.html", {"lines": shown, "size_words": size_words}


@panel("case_main", order=50)
def documents_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The files of a case, and the way to add one."""
    if not may(actor, Permission.DOCUMENT_READ, case.subject):
        return None
    may_add = may(actor, Permission.DOCUMENT_ADD, case.subject)
    documents = service.of_case(case.id)
    people = {document.added_by_id for document in documents if document.added_by_id is not None}
    return "documents/panel.html", {
        "documents": documents,
        "size_words": size_words,
        "names": staff.names_of(people),
        "add_url": url_for("office.add_document", case_ref=case.ref) if may_add else None,
    }
