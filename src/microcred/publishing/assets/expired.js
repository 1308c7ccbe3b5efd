// Say that a badge has expired: the page was written before, and is not written anew for that.
"use strict";

const expired = document.getElementById("expired");
expired.hidden = new Date(expired.dataset.until) > new Date();
