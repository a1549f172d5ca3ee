"""What changed in an Exchange folder, as SyncFolderItems lists it."""

from __future__ import annotations

from typing import Any

from exchangelib.fields import FieldPath
from exchangelib.items import ID_ONLY, Message
from exchangelib.properties import ItemId
from exchangelib.services import SyncFolderItems
from exchangelib.util import TNS

from connectors.mail.synced import Listed

_PAGE = 512
"""Changes asked for at once: the most that the server gives."""
_FIELDS = ("size", "datetime_received")


class ListChanges(SyncFolderItems):  # type: ignore[misc]
    """SyncFolderItems that gives letters as `Listed`, and None for other changes: exchangelib itself makes an object
    of a hundred fields of each, which took as long as fetching it."""

    def _elem_to_obj(self, elem: Any) -> Listed | None:
        kind = self.change_types_map[elem.tag]
        if kind not in (self.CREATE, self.UPDATE):
            return None
        [item] = elem
        own = item.find(ItemId.response_tag())
        size, received = item.findtext(f"{{{TNS}}}Size"), item.findtext(f"{{{TNS}}}DateTimeReceived")
        return Listed(own.get("Id"), own.get("ChangeKey"), int(size or 0), received or "", kind == self.CREATE)


def changes(folder: Any, state: str | None) -> tuple[list[Listed], str]:
    """What came or changed in a folder since a state, in the order of arrival, and the state after it. Raises what
    exchangelib raises."""
    fields = {FieldPath(field=Message.get_field_by_fieldname(name)) for name in _FIELDS}
    service, found = ListChanges(account=folder.account), []
    while True:
        asked = {"folder": folder, "shape": ID_ONLY, "additional_fields": fields, "sync_state": state}
        listed = service.call(**asked, ignore=None, max_changes_returned=_PAGE, sync_scope=None)
        found += [one for one in listed if one is not None]
        if service.includes_last_item_in_range or service.sync_state == state:  # some servers forget to say the first
            return sorted(found, key=lambda one: one.received), str(service.sync_state)
        state = service.sync_state


__all__ = ["ListChanges", "changes"]
