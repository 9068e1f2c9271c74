"""The long suites: the product's promises under fire. docs/proof.md says how to run them and what their lines mean."""
