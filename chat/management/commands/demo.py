"""Run the demo upstream alone, in the foreground."""

import asyncio
import signal

from django.core.management.base import BaseCommand, CommandError

from chat.demo import Demo


class Command(BaseCommand):
    help = "Runs the demo upstream (no AI) alone, and prints its base URL. Ends on SIGTERM or Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=0, help="where it listens; a free port unless given")

    def handle(self, *, port, **options):
        try:
            asyncio.run(self.serve(port))
        except (OSError, OverflowError) as error:
            raise CommandError(f"Port {port} cannot be used ({error}). Choose another with --port.") from error

    async def serve(self, port):
        told = asyncio.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signal_number, told.set)
        demo = Demo()
        self.stdout.write(await demo.start(port=port))
        self.stdout.flush()
        await told.wait()
        await demo.stop()
