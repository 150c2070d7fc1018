"""A cache that several processes share, and without which every page is answered all the same."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# Seconds: to connect, to wait for an answer, and to leave alone a server that gave none.
CONNECTS_WITHIN = 0.25
ANSWERS_WITHIN = 0.5
PAUSE = 5

logger = logging.getLogger("registry.cache")

_silent_until: dict[str, float] = {}


def forgiving(method: Callable, otherwise: Any) -> Callable:
    """Answer as if nothing were kept while the server does not answer.

    Who finds it silent waits for it once; for PAUSE seconds after that, nobody in this process
    asks again.
    """

    @wraps(method)
    def asked(client, *given, **named):
        server = client._servers[0]
        if time.monotonic() < _silent_until.get(server, 0):
            return otherwise
        try:
            return method(client, *given, **named)
        except RedisError as error:
            _silent_until[server] = time.monotonic() + PAUSE
            logger.warning("The cache does not answer: %s", type(error).__name__)
            return otherwise

    return asked


class ForgivingClient(RedisCacheClient):
    add = forgiving(RedisCacheClient.add, False)
    set = forgiving(RedisCacheClient.set, None)
    touch = forgiving(RedisCacheClient.touch, False)
    delete = forgiving(RedisCacheClient.delete, False)
    has_key = forgiving(RedisCacheClient.has_key, False)
    incr = forgiving(RedisCacheClient.incr, 0)
    get_many = forgiving(RedisCacheClient.get_many, {})
    set_many = forgiving(RedisCacheClient.set_many, None)
    delete_many = forgiving(RedisCacheClient.delete_many, None)
    clear = forgiving(RedisCacheClient.clear, False)

    def get(self, key, default):
        return forgiving(RedisCacheClient.get, default)(self, key, default)


class SharedCache(RedisCache):
    """Django's cache on Redis, of which nothing is expected but speed."""

    def __init__(self, server: str, params: dict[str, Any]):
        super().__init__(server, params)
        self._class = ForgivingClient
        # One more try, for a connection that the server has closed meanwhile.
        self._options = {
            "socket_connect_timeout": CONNECTS_WITHIN,
            "socket_timeout": ANSWERS_WITHIN,
            "retry": Retry(NoBackoff(), 1),
            **self._options,
        }
