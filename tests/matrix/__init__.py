"""Every door of the site times everybody who may come to it, in a house full of words that only their owner may see."""
