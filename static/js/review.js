/** Begins a page of the review. Replies are drawn by the chat's own element; nothing here can change anything. */

import { ReviewHandout } from "./elements/handout.js";
import { ChatReply } from "./elements/reply.js";
import { ReviewPage } from "./elements/review.js";
import { ReviewThread } from "./elements/transcript.js";

customElements.define("review-handout", ReviewHandout);
customElements.define("review-page", ReviewPage);
customElements.define("review-thread", ReviewThread);
customElements.define("chat-reply", ChatReply);
