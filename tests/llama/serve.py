"""Runs llama.cpp's own server on a model file: python -m tests.llama.serve MODEL PORT CONTEXT"""

import signal
import sys

import xllamacpp


def main(model, port, context):
    about = xllamacpp.CommonParams()
    about.model.path = model
    about.n_ctx, about.n_parallel = 2 * int(context), 2
    about.hostnames, about.port = ["127.0.0.1"], int(port)
    about.cpuparams.n_threads = 1
    about.endpoint_slots, about.warmup = True, False
    server = xllamacpp.Server(about)
    print(server.listening_address, flush=True)
    signal.sigwait([signal.SIGTERM, signal.SIGINT])


if __name__ == "__main__":
    main(*sys.argv[1:])
