/** Begins the pages before the chat: what their forms cannot do alone. */

import { ChatPasskey } from "./elements/passkey.js";

customElements.define("chat-passkey", ChatPasskey);
