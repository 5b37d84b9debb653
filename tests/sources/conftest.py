"""Servers that sources are read from: started once for all tests of a process, and only where they are asked for."""

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.sources.bucket import Bucket
from tests.sources.reading import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A project in a folder of its own, whose sources are read unit by unit."""
    return Shop(tmp_path)


@pytest.fixture(scope="session")
def s3() -> Iterator[Bucket]:
    """A bucket on a server that speaks S3; the environment names it."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with environment(
        AWS_ACCESS_KEY_ID="tester",
        AWS_SECRET_ACCESS_KEY="no secret",
        AWS_REGION="us-east-1",
        AWS_ENDPOINT_URL=address,
        AWS_ALLOW_HTTP="true",
    ):
        client: Any = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
        client.create_bucket(Bucket="shop")
        yield Bucket("s3://shop", lambda name, content: client.put_object(Bucket="shop", Key=name, Body=content))
    server.stop()


class environment:
    """Variables of the environment for a while."""

    def __init__(self, **values: str) -> None:
        self.values: Mapping[str, str] = values
        self.before: dict[str, str | None] = {}

    def __enter__(self) -> None:
        self.before = {name: os.environ.get(name) for name in self.values}
        os.environ.update(self.values)

    def __exit__(self, *_: object) -> None:
        for name, value in self.before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
