"""The benchmarks of Chatsite: what it costs and how quick it is, beside a bare relay on the same stack."""
