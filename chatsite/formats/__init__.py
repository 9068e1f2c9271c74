"""How Django's own pages write dates; ours say it in their templates. It asks for a package of this shape."""
