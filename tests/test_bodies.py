"""Long bodies: bounded, answered in a sentence, and never read in the thread that streams replies."""

import socket

import pytest

MB = 1 << 20
PIECE = b"x" * MB

pytestmark = pytest.mark.sqlite


def test_a_body_beyond_the_bound_is_answered_and_never_kept(serve):
    server = serve(LONGEST_BODY=str(2 * MB))
    before = server.memory()

    answer = sent(server, f"Content-Length: {200 * MB}\r\n", (PIECE for _ in range(200)))

    assert answer.startswith("HTTP/1.1 413")
    assert "at most 2 MB at once" in answer
    assert server.memory() < before + 20


def test_so_is_one_that_comes_in_chunks_and_does_not_say_its_length(serve):
    server = serve(LONGEST_BODY=str(2 * MB))
    chunks = (b"%x\r\n%s\r\n" % (MB, PIECE) for _ in range(20))

    answer = sent(server, "Transfer-Encoding: chunked\r\n", [*chunks, b"0\r\n\r\n"])

    assert answer.startswith("HTTP/1.1 413")


def test_a_script_hears_it_as_scripts_do(serve):
    server = serve(LONGEST_BODY=str(2 * MB))

    answer = sent(server, f"Content-Length: {3 * MB}\r\nAccept: application/json\r\n", (PIECE for _ in range(3)))

    assert '{"error": {"kind": "too_long"' in answer


def test_a_file_may_be_longer_than_other_bodies_and_never_lies_in_memory(serve):
    server = serve(LONGEST_IMPORT=str(60 * MB), LONGEST_BODY=str(2 * MB))
    before = server.memory()

    answer = sent(server, f"Content-Length: {50 * MB}\r\n", (PIECE for _ in range(50)), "/import/")
    beyond = sent(server, f"Content-Length: {70 * MB}\r\n", (PIECE for _ in range(70)), "/import/")

    assert answer.startswith("HTTP/1.1 403")  # a stranger's, read to its end
    assert "at most 62 MB at once" in beyond
    assert server.most_memory() < before + 20


def test_a_body_within_the_bound_is_django_s_to_read(serve):
    """Twisted answers this one with a bare 400, when it reads forms itself."""
    broken = b"no boundary in here"
    head = f"Content-Type: multipart/form-data; boundary=here\r\nContent-Length: {len(broken)}\r\n"

    answer = sent(serve(), head, [broken])

    assert "</html>" in answer


def sent(server, head, pieces, path="/accounts/login/"):
    """The answer to a POST of these pieces, as text."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        first = f"POST {path} HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\n{head}\r\n"
        connection.sendall(first.encode())
        for piece in pieces:
            connection.sendall(piece)
        return b"".join(iter(lambda: connection.recv(MB), b"")).decode()
