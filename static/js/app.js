/**
 * Begins the page: the elements in the order in which they need one another, those that listen before those that speak.
 */

import { ChatPage } from "./elements/page.js";
import { ChatLink } from "./elements/link.js";
import { ChatSidebar } from "./elements/sidebar.js";
import { ChatSend } from "./elements/send.js";
import { ChatComposer } from "./elements/composer.js";
import { ChatThread } from "./elements/thread.js";
import { ChatReply } from "./elements/reply.js";

customElements.define("chat-page", ChatPage);
customElements.define("chat-link", ChatLink);
customElements.define("chat-sidebar", ChatSidebar);
customElements.define("chat-send", ChatSend);
customElements.define("chat-composer", ChatComposer);
customElements.define("chat-thread", ChatThread);
customElements.define("chat-reply", ChatReply);
