/**
 * Begins the page: the elements in the order in which they need one another, those that listen before those that speak.
 */

import { watchKeyboard } from "./keyboard.js";
import { ChatPage } from "./elements/page.js";
import { ChatLink } from "./elements/link.js";
import { ChatKeeping } from "./elements/keeping.js";
import { ChatMenu } from "./elements/menu.js";
import { ChatToast } from "./elements/toast.js";
import { ChatRename } from "./elements/rename.js";
import { ChatReport } from "./elements/report.js";
import { ChatHelp } from "./elements/help.js";
import { ChatSidebar } from "./elements/sidebar.js";
import { ChatSearch } from "./elements/search.js";
import { ChatList } from "./elements/list.js";
import { ChatRest } from "./elements/rest.js";
import { ChatEnter } from "./elements/enter.js";
import { ChatNotes } from "./elements/notes.js";
import { ChatSend } from "./elements/send.js";
import { ChatPicker } from "./elements/picker.js";
import { ChatParameters } from "./elements/parameters.js";
import { ChatGauge } from "./elements/gauge.js";
import { ChatTools } from "./elements/tools.js";
import { ChatNext } from "./elements/next.js";
import { ChatField } from "./elements/field.js";
import { ChatComposer } from "./elements/composer.js";
import { ChatEdit } from "./elements/edit.js";
import { ChatThread } from "./elements/thread.js";
import { ChatRequest } from "./elements/request.js";
import { ChatReply } from "./elements/reply.js";
import { ChatMore } from "./elements/more.js";
import { ChatRating } from "./elements/rating.js";

customElements.define("chat-page", ChatPage);
customElements.define("chat-link", ChatLink);
customElements.define("chat-keeping", ChatKeeping);
customElements.define("chat-menu", ChatMenu);
customElements.define("chat-toast", ChatToast);
customElements.define("chat-rename", ChatRename);
customElements.define("chat-report", ChatReport);
customElements.define("chat-help", ChatHelp);
customElements.define("chat-sidebar", ChatSidebar);
customElements.define("chat-search", ChatSearch);
customElements.define("chat-list", ChatList);
customElements.define("chat-rest", ChatRest);
customElements.define("chat-enter", ChatEnter);
customElements.define("chat-notes", ChatNotes);
customElements.define("chat-send", ChatSend);
customElements.define("chat-picker", ChatPicker);
customElements.define("chat-parameters", ChatParameters);
customElements.define("chat-gauge", ChatGauge);
customElements.define("chat-tools", ChatTools);
customElements.define("chat-next", ChatNext);
customElements.define("chat-field", ChatField);
customElements.define("chat-composer", ChatComposer);
customElements.define("chat-edit", ChatEdit);
customElements.define("chat-thread", ChatThread);
customElements.define("chat-request", ChatRequest);
customElements.define("chat-reply", ChatReply);
customElements.define("chat-more", ChatMore);
customElements.define("chat-rating", ChatRating);

watchKeyboard();
