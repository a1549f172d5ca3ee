"""A simulator of Exchange Web Services: the operations that the engine uses, over a mailbox that lasts.

It is no Exchange: what it answers was written after Microsoft's reference and what exchangelib expects.
"""

from __future__ import annotations

import base64
import re
import sys
import time
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from tests.simulators.postbox import Letter
from tests.simulators.serving import Handler, serve

T = "http://schemas.microsoft.com/exchange/services/2006/types"
M = "http://schemas.microsoft.com/exchange/services/2006/messages"
S = "http://schemas.xmlsoap.org/soap/envelope/"
NAMES = {"t": T, "m": M, "s": S}
ROOTS = {"root": "Root", "msgfolderroot": "Top of Information Store"}
LOGIN = base64.b64encode(b"FACTORY\\ap:secret").decode()


class Exchange(Handler):
    """SOAP 1.1 over POST; the operation is the first child of the body."""

    def respond(self, method: str, body: bytes, fault: str) -> None:
        if self.headers.get("Authorization") != f"Basic {LOGIN}" or fault == "unauthorized":
            self.answer(401, b"", "text/plain", WWW_Authenticate='Basic realm="x"')
            return
        if fault == "busy":
            self.answer(500, BUSY.encode(), "text/xml")
            return
        request = held(etree.fromstring(body), "s:Body")[0]
        name = etree.QName(request).localname
        if name == "GetStreamingEvents":
            self.stream(request, fault)
            return
        told = [("ErrorAccessDenied", "")] if fault == "denied" else None
        told = told or getattr(self, "do" + re.sub("([A-Z])", r"_\1", name).lower())(request, fault)
        if fault == "lost":
            self.close_connection = True
            return
        content = "".join(
            f'<m:{name}ResponseMessage ResponseClass="{"Success" if code == "NoError" else "Error"}">'
            f"{'' if code == 'NoError' else f'<m:MessageText>{code}</m:MessageText>'}"
            f"<m:ResponseCode>{code}</m:ResponseCode>{payload}</m:{name}ResponseMessage>"
            for code, payload in told
        )
        answer = f"<m:{name}Response><m:ResponseMessages>{content}</m:ResponseMessages></m:{name}Response>"
        self.answer(200, envelope(answer).encode(), "text/xml; charset=utf-8")

    def do_get_folder(self, request: etree._Element, _: str) -> list[tuple[str, str]]:
        told = []
        for one in held(request, "m:FolderIds"):
            name = place(one)
            known = name in ROOTS or name in self.mailbox.folders()
            told.append(("NoError", f"<m:Folders>{folder(name)}</m:Folders>") if known else ("ErrorFolderNotFound", ""))
        return told

    def do_find_folder(self, request: etree._Element, _: str) -> list[tuple[str, str]]:
        parent = place(held(request, "m:ParentFolderIds")[0])
        names = [*self.mailbox.folders(), *(["msgfolderroot"] if parent == "root" else [])]
        found = names if parent in ROOTS else []
        inside = "".join(folder(name) for name in found)
        return [(
            "NoError",
            f'<m:RootFolder TotalItemsInView="{len(found)}" IncludesLastItemInRange="true" '
            f'IndexedPagingOffset="{len(found)}"><t:Folders>{inside}</t:Folders></m:RootFolder>',
        )]  # fmt: skip

    def do_create_folder(self, request: etree._Element, _: str) -> list[tuple[str, str]]:
        name = words(request, ".//t:DisplayName")
        self.mailbox.make_folder(name)
        return [("NoError", f"<m:Folders>{folder(name)}</m:Folders>")]

    def do_sync_folder_items(self, request: etree._Element, fault: str) -> list[tuple[str, str]]:
        where = place(held(request, "m:SyncFolderId")[0])
        state = request.findtext("m:SyncState", default="", namespaces=NAMES) or ""
        most = int(words(request, "m:MaxChangesReturned"))
        if (fault == "stale-state" and state) or (state and not state.startswith("S")):
            last = "<m:SyncState/><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>"
            return [("ErrorInvalidSyncStateData", last)]
        since, upto, skip = (int(part) for part in state[1:].split("-")) if state else (0, self.mailbox.newest(), 0)
        if state and not skip:
            upto = self.mailbox.newest()
        changes = self.mailbox.changes(where, since)
        page, rest = changes[skip : skip + most], changes[skip + most :]
        following = f"S{since}-{upto}-{skip + most}" if rest else f"S{upto}-0-0"
        inside = "".join(change(kind, stable, letter) for kind, stable, letter in page)
        return [(
            "NoError",
            f"<m:SyncState>{following}</m:SyncState>"
            f"<m:IncludesLastItemInRange>{'false' if rest else 'true'}</m:IncludesLastItemInRange>"
            f"<m:Changes>{inside}</m:Changes>",
        )]  # fmt: skip

    def do_subscribe(self, request: etree._Element, _: str) -> list[tuple[str, str]]:
        where = place(held(request, ".//t:FolderIds")[0])
        return [("NoError", f"<m:SubscriptionId>{self.mailbox.newest()}-{escape(where)}</m:SubscriptionId>")]

    def do_unsubscribe(self, _request: etree._Element, _: str) -> list[tuple[str, str]]:
        return [("NoError", "")]

    def stream(self, request: etree._Element, fault: str) -> None:
        """A document a chunk: that the stream is open, what came, and that it is closed."""
        subscription = words(request, ".//t:SubscriptionId")
        since, _, where = subscription.partition("-")
        until = time.monotonic() + 60 * int(words(request, "m:ConnectionTimeout"))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.chunk(STATUS.format("OK"))
        while fault != "closed" and time.monotonic() < until:
            changes = self.mailbox.changes(where, int(since))
            came = next((letter for kind, _, letter in changes if letter and kind == "create"), None)
            if came is not None:
                self.chunk(notification(subscription, came, where))
                break
            time.sleep(0.05)
        self.chunk(STATUS.format("Closed"))
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, content: str) -> None:
        document = envelope(EVENTS.format(content)).encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(document), document))
        self.wfile.flush()

    def do_get_item(self, request: etree._Element, fault: str) -> list[tuple[str, str]]:
        told = []
        wants_mime = request.find(".//t:FieldURI[@FieldURI='item:MimeContent']", NAMES) is not None
        for one in held(request, "m:ItemIds"):
            letter = self.mailbox.find(identity(one))
            if letter is None:
                told.append(("ErrorItemNotFound", "<m:Items/>"))
                continue
            mime = self.mailbox.mime(letter.stable) if wants_mime else b""
            if b"X-Simulator: corrupt" in mime[:500]:
                told.append(("ErrorMimeContentConversionFailed", "<m:Items/>"))
                continue
            told.append(("NoError", f"<m:Items>{message(letter, mime)}</m:Items>"))
        return told

    def do_move_item(self, request: etree._Element, _: str) -> list[tuple[str, str]]:
        to = place(held(request, "m:ToFolderId")[0])
        told = []
        for one in held(request, "m:ItemIds"):
            letter = self.mailbox.find(identity(one))
            if letter is None:
                told.append(("ErrorItemNotFound", "<m:Items/>"))
                continue
            self.mailbox.move(letter.stable, to)
            moved = self.mailbox.find(letter.stable)
            assert moved is not None
            told.append(("NoError", f"<m:Items>{message(moved)}</m:Items>"))
        return told

    def do_update_item(self, request: etree._Element, _: str) -> list[tuple[str, str]]:
        told = []
        for one in request.findall(".//t:ItemChange", NAMES):
            letter = self.mailbox.find(identity(held(one, "t:ItemId")))
            if letter is None:
                told.append(("ErrorItemNotFound", "<m:Items/>"))
                continue
            categories = [element.text or "" for element in one.findall(".//t:Categories/t:String", NAMES)]
            self.mailbox.categorise(letter.stable, categories)
            done = "<m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>"
            told.append(("NoError", f"<m:Items>{message(letter)}</m:Items>{done}"))
        return told


STATUS = "<m:ConnectionStatus>{}</m:ConnectionStatus>"
EVENTS = (
    '<m:GetStreamingEventsResponse><m:ResponseMessages><m:GetStreamingEventsResponseMessage ResponseClass="Success">'
    "<m:ResponseCode>NoError</m:ResponseCode>{}</m:GetStreamingEventsResponseMessage></m:ResponseMessages>"
    "</m:GetStreamingEventsResponse>"
)


def notification(subscription: str, letter: Letter, where: str) -> str:
    return (
        f"<m:Notifications><m:Notification><t:SubscriptionId>{escape(subscription)}</t:SubscriptionId><t:NewMailEvent>"
        f'<t:TimeStamp>{letter.received}</t:TimeStamp><t:ItemId Id="{letter.id}" ChangeKey="k"/>'
        f'<t:ParentFolderId Id="{escape(where)}" ChangeKey="k"/></t:NewMailEvent></m:Notification></m:Notifications>'
    )


def place(element: etree._Element) -> str:
    """A folder by its id, which is its name here, or by its distinguished name."""
    return "Inbox" if identity(element) == "inbox" else identity(element)


def identity(element: etree._Element) -> str:
    return str(element.attrib["Id"])


def held(element: etree._Element, path: str) -> etree._Element:
    """What a request must hold; one that does not is a fault of the client, and ends the connection."""
    found = element.find(path, NAMES)
    if found is None:
        raise ValueError(f"the request has no {path}")
    return found


def words(element: etree._Element, path: str) -> str:
    """The text of what a request must hold."""
    return held(element, path).text or ""


def folder(name: str) -> str:
    distinguished = {"Inbox": "inbox", "root": "root", "msgfolderroot": "msgfolderroot"}.get(name, "")
    known = f"<t:DistinguishedFolderId>{distinguished}</t:DistinguishedFolderId>" if distinguished else ""
    above = "" if name == "root" else '<t:ParentFolderId Id="root" ChangeKey="k"/>'
    return (
        f'<t:Folder><t:FolderId Id="{escape(name)}" ChangeKey="k"/>{above}<t:FolderClass>IPF.Note</t:FolderClass>'
        f"<t:DisplayName>{escape(ROOTS.get(name, name))}</t:DisplayName><t:TotalCount>0</t:TotalCount>"
        f"<t:ChildFolderCount>0</t:ChildFolderCount>{known}<t:UnreadCount>0</t:UnreadCount></t:Folder>"
    )


def message(letter: Letter, mime: bytes = b"") -> str:
    content = f'<t:MimeContent CharacterSet="UTF-8">{base64.b64encode(mime).decode()}</t:MimeContent>' if mime else ""
    marks = "".join(f"<t:String>{escape(one)}</t:String>" for one in letter.categories)
    return (
        f'<t:Message>{content}<t:ItemId Id="{letter.id}" ChangeKey="k"/>'
        f"<t:DateTimeReceived>{letter.received}</t:DateTimeReceived><t:Size>{letter.size}</t:Size>"
        f"{f'<t:Categories>{marks}</t:Categories>' if marks else ''}</t:Message>"
    )


def change(kind: str, stable: str, letter: Letter | None) -> str:
    if letter is None:
        return f'<t:Delete><t:ItemId Id="{stable}.0" ChangeKey="k"/></t:Delete>'
    tag = kind.capitalize()
    return f"<t:{tag}>{message(letter)}</t:{tag}>"


def envelope(content: str) -> str:
    version = '<t:ServerVersionInfo MajorVersion="15" MinorVersion="2" MajorBuildNumber="2562" MinorBuildNumber="17"/>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{S}" xmlns:t="{T}" xmlns:m="{M}">'
        f"<s:Header>{version}</s:Header><s:Body>{content}</s:Body></s:Envelope>"
    )


BUSY = envelope(
    "<s:Fault><faultcode>ErrorServerBusy</faultcode><faultstring>busy</faultstring><detail>"
    '<e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorServerBusy'
    '</e:ResponseCode><t:MessageXml><t:Value Name="BackOffMilliseconds">200</t:Value></t:MessageXml></detail></s:Fault>'
)

if __name__ == "__main__":
    serve(Exchange, Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
