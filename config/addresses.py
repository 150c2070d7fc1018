"""The address that a request comes from, as far as it can be trusted."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Give the address that the outermost proxy of ours has seen, or the one that connects.

    What stands before it in X-Forwarded-For was sent by the client, and may be made up.
    """
    proxies = settings.TRUSTED_PROXIES
    passed = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
    if len(passed) >= proxies > 0:
        try:
            return str(ip_address(passed[-proxies].strip()))
        except ValueError:
            pass
    return request.META.get("REMOTE_ADDR", "")  # none where no connection is: a login by a test


def counted_address(request: HttpRequest) -> str:
    """Give the address by which a client is counted: one customer has a whole /64 of IPv6."""
    address = client_address(request)
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and not known.ipv4_mapped:
        return str(IPv6Network((int(known), 64), strict=False).network_address)
    return str(known)
