"""Conversations as ChatGPT and Open WebUI export them, in our form: both keep a map of messages with parents."""


def form_of(head):
    """Which program a conversation is from, by what it has."""
    if isinstance(head.get("mapping"), dict):
        return "chatgpt"
    chat = head.get("chat")
    if isinstance(chat, dict) and isinstance(chat.get("history"), dict):
        return "openwebui"
    return "chatsite"


def converted(head):
    """(head, messages) in our form; children come after their parents."""
    if form_of(head) == "chatgpt":
        nodes = {key: node for key, node in head["mapping"].items() if isinstance(node, dict)}
        about = {"title": head.get("title"), "created": head.get("create_time"), "asked": head.get("update_time")}
        return about | {"shown": head.get("current_node")}, in_order(nodes, "parent", from_chatgpt)
    history = head["chat"]["history"]
    nodes = history.get("messages") if isinstance(history.get("messages"), dict) else {}
    nodes = {key: node for key, node in nodes.items() if isinstance(node, dict)}
    about = {"title": head.get("title") or head["chat"].get("title"), "created": head.get("created_at")}
    about |= {"asked": head.get("updated_at"), "shown": history.get("currentId"), "pinned": head.get("pinned")}
    return about | {"archived": head.get("archived")}, in_order(nodes, "parentId", from_openwebui)


def in_order(nodes, field, verb):
    """What `verb` makes of the nodes, each under the nearest one above it that says anything."""
    made, above = [], {}
    for key in sorted_by_descent(nodes, field):
        parent = above.get(str(nodes[key].get(field)))
        message = verb(nodes[key])
        above[key] = key if message else parent
        if message:
            made.append(message | {"id": key, "parent": parent})
    return made


def sorted_by_descent(nodes, field):
    """The keys, parents first; what goes in a circle begins somewhere in it."""
    done = {}
    for begin in nodes:
        line, key = {}, begin
        while key in nodes and key not in done and key not in line:
            line[key] = True
            parent = nodes[key].get(field)
            key = parent if isinstance(parent, str) else None
        done |= dict.fromkeys(reversed(line))
    return list(done)


def from_chatgpt(node):
    message = node.get("message")
    if not isinstance(message, dict):
        return None
    author, content = message.get("author"), message.get("content")
    role = author.get("role") if isinstance(author, dict) else None
    pieces = content.get("parts") if isinstance(content, dict) else None
    text = "\n\n".join(piece for piece in pieces if isinstance(piece, str)) if isinstance(pieces, list) else ""
    if role not in ("user", "assistant") or not text:
        return None  # Its tools, and the empty roots of its trees.
    about = message.get("metadata") if isinstance(message.get("metadata"), dict) else {}
    return {"role": role, "text": text, "created": message.get("create_time"), "model": about.get("model_slug")}


def from_openwebui(node):
    if node.get("role") not in ("user", "assistant") or not isinstance(node.get("content"), str):
        return None
    usage = node.get("usage") if isinstance(node.get("usage"), dict) else {}
    counts = {name: usage.get(name) for name in ("prompt_tokens", "completion_tokens")}
    about = {"role": node["role"], "text": node["content"], "created": node.get("timestamp")}
    return about | {"model": node.get("model"), "usage": counts}
