"""The vocabulary of synthetic repositories."""

from __future__ import annotations

from collections.abc import Sequence


def _list(words: str) -> list[str]:
    return words.split()


NOUNS = _list(
    "account address agreement alert answer approval article asset attachment audit avatar badge balance banner "
    "batch billing booking budget calendar campaign card cart catalog category channel charge chart checkout "
    "claim client column comment company contact contract coupon credential currency customer dashboard deal "
    "delivery deposit device dialog digest discount dispute document domain draft editor email employee endpoint "
    "entry envelope estimate event field filter folder footer fulfillment gallery gateway grant group header "
    "history image inbox incident ingredient insight integration inventory invite invoice item job journal label "
    "layout lead ledger license limit link listing locale location login menu merchant message metric milestone "
    "module note notification offer option order organization outlet owner page panel participant partner passkey "
    "payment payout permission phone photo pipeline plan policy portal post preference price product profile "
    "project promotion property provider purchase question queue quota quote rating reaction receipt recipient "
    "record refund region release reminder report request reservation resource response result review reward role "
    "route rule sales scan schedule score search section seller segment sequence service session setting shipment "
    "shop sidebar signature snapshot source status step stock store stream subscription summary supplier survey "
    "table tag target task tax team template tenant theme thread ticket tier timeline token toolbar topic total "
    "tracking trade transaction transfer trial trigger usage user variant vendor version video view visit voucher "
    "wallet warehouse webhook widget workflow workspace zone "
)

QUALIFIERS = _list(
    "active archived available base basic bulk cached combined compact current custom daily default detailed "
    "direct dynamic embedded empty expired external fast final first global guest hidden inline internal large "
    "latest linked local main manual merged mobile monthly multi nested new nightly old open optional paged "
    "partial pending pinned primary private public quick raw recent remote safe saved secondary selected shared "
    "signed simple single small sorted static stored tiny total upcoming valid verified virtual visible weekly "
)

VERBS = _list(
    "accept add apply approve archive assign attach build calculate cancel change check clear close collect "
    "compare complete confirm convert copy count create delete describe detect duplicate enable encode ensure "
    "expand export extract fetch filter find finish format generate get group handle import invite list load lock "
    "map mark match merge move normalize notify open parse pick prepare process publish read record refresh "
    "register reject remove rename render reorder reset resolve restore save schedule select send set show sort "
    "split start stop submit sync toggle track transform update upload validate verify "
)


def pascal(words: Sequence[str]) -> str:
    """`InvoiceStatus`."""
    return "".join(word[0].upper() + word[1:] for part in words for word in part.split("-"))


def camel(words: Sequence[str]) -> str:
    """`invoiceStatus`."""
    name = pascal(words)
    return name[0].lower() + name[1:]


def kebab(words: Sequence[str]) -> str:
    """`invoice-status`."""
    return "-".join(words)
