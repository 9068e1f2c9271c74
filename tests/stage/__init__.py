"""What tests, benchmarks and proofs start, talk to and end again: databases, servers, people, tabs, browsers."""
