"""A llama of one small layer with random weights: nonsense in, nonsense out, but by the real server's rules."""

import gguf
import numpy as np

WORDS = (
    "alpha beta river stone cloud maple window lantern copper quiet seven morning garden bridge silver winter orange"
)
FOREIGN = ["zażółć", "🙂", "naïve", "日本語"]  # so that what is streamed is not only ASCII
MARKS = [".", ",", "\n"]

WIDTH, INNER, HEADS, CONTEXT = 64, 128, 4, 65536
BYTES = 256  # llama's vocabulary can spell any byte


def vocabulary():
    """Return (tokens, scores, types) as the file format wants them."""
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(BYTES)]
    types = [2, 3, 3] + [6] * BYTES
    scores = [0.0] * len(tokens)
    for rank, word in enumerate(WORDS.split() + FOREIGN):
        tokens.append(f"\u2581{word}")
        scores.append(-float(rank))
        types.append(1)
    for rank, mark in enumerate(MARKS):
        tokens.append(mark)
        scores.append(-100.0 - rank)
        types.append(1)
    return tokens, scores, types


def write(path, seed=7):
    """Write the model to a GGUF file."""
    tokens, scores, types = vocabulary()
    file = gguf.GGUFWriter(str(path), "llama")
    describe(file)
    file.add_tokenizer_model("llama")
    file.add_token_list([token.encode() for token in tokens])
    file.add_token_scores(scores)
    file.add_token_types(types)
    file.add_unk_token_id(0)
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_add_bos_token(True)
    file.add_add_space_prefix(True)
    file.add_chat_template("{% for m in messages %}{{ m['role'] + ': ' + m['content'] + '\\n' }}{% endfor %}assistant:")
    fill(file, np.random.default_rng(seed), len(tokens))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


def describe(file):
    file.add_name("tiny-random")
    file.add_context_length(CONTEXT)
    file.add_embedding_length(WIDTH)
    file.add_block_count(1)
    file.add_feed_forward_length(INNER)
    file.add_head_count(HEADS)
    file.add_head_count_kv(HEADS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(WIDTH // HEADS)
    file.add_file_type(gguf.LlamaFileType.ALL_F32)


def fill(file, random, count):
    file.add_vocab_size(count)

    def add(name, *shape):
        file.add_tensor(name, (random.standard_normal(shape) * 0.3).astype(np.float32))

    add("token_embd.weight", count, WIDTH)
    output = (random.standard_normal((count, WIDTH)) * 0.6).astype(np.float32)
    output[: 3 + BYTES] = 0  # the end and raw bytes stay unlikely, so that replies are long
    file.add_tensor("output.weight", output)
    for name in "output_norm", "blk.0.attn_norm", "blk.0.ffn_norm":
        file.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))
    for name in "attn_q", "attn_k", "attn_v", "attn_output":
        add(f"blk.0.{name}.weight", WIDTH, WIDTH)
    for name in "ffn_gate", "ffn_up":
        add(f"blk.0.{name}.weight", INNER, WIDTH)
    add("blk.0.ffn_down.weight", WIDTH, INNER)
