"use strict";

// Code can be copied by a button.
for (const pre of document.querySelectorAll("main pre")) {
    if (!navigator.clipboard) break;
    const listing = document.createElement("div");
    listing.className = "listing";
    pre.replaceWith(listing);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(pre.textContent);
            button.textContent = "Copied";
        } catch {
            button.textContent = "Not allowed";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    listing.append(pre, button);
}

// What does not scroll needs no focus.
for (const scrolling of document.querySelectorAll("main .wide, main pre")) {
    new ResizeObserver(() => { scrolling.tabIndex = scrolling.scrollWidth > scrolling.clientWidth ? 0 : -1; }).observe(scrolling);
}

// The navigation is folded only where it is narrow; there is nothing to open it with where it is wide.
const narrow = matchMedia("(max-width: 55rem)");
const pages = document.querySelector("nav.pages details");
narrow.addEventListener("change", () => { pages.open = !narrow.matches; });
const current = pages.querySelector("[aria-current]");
if (current && !narrow.matches) {
    const bar = pages.closest("nav");
    const below = current.getBoundingClientRect().bottom - bar.getBoundingClientRect().bottom;
    if (below > 0) bar.scrollTop = below + bar.clientHeight / 2;
}

// The search. Its index is a script of its own, loaded at the first use.
const form = document.querySelector(".search");
const input = form.querySelector("input");
const results = form.querySelector(".results");
const count = results.querySelector("p");
const list = results.querySelector("ol");
const atMost = 20;
let index;
form.hidden = false;

function load() {
    index ??= new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = "search-index.js";
        script.onload = () => resolve(searchIndex.map(([address, title, heading, text]) => ({
            address, title, heading, text,
            titleLower: title.toLowerCase(), headingLower: heading.toLowerCase(), textLower: text.toLowerCase()
        })));
        script.onerror = reject;
        document.head.append(script);
    });
    return index;
}

// Every word has to be in a section; in its heading it counts more, and more again as the beginning of a word.
function score(section, words) {
    let sum = 0;
    for (const word of words) {
        const found = 30 * at(section.headingLower, word) + 10 * at(section.titleLower, word) + Math.min(5, times(section.textLower, word));
        if (found === 0) return 0;
        sum += found;
    }
    const phrase = words.join(" ");
    return sum + (words.length > 1 && (section.headingLower + " " + section.textLower).includes(phrase) ? 40 : 0);
}

function at(text, word) {
    const i = text.indexOf(word);
    return i < 0 ? 0 : i === 0 || !/[\p{L}\p{N}]/u.test(text[i - 1]) ? 2 : 1;
}

function times(text, word) {
    return text.split(word, 6).length - 1;
}

function show(section, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.address;
    link.textContent = section.heading === section.title ? section.title : section.title + " › " + section.heading;
    link.addEventListener("click", close);
    const excerpt = document.createElement("span");
    excerpt.className = "excerpt";
    const first = Math.max(0, ...words.slice(0, 1).map(word => section.textLower.indexOf(word)));
    const start = first < 60 ? 0 : section.text.lastIndexOf(" ", first - 50) + 1;
    let end = section.text.indexOf(" ", start + 160);
    if (end < 0) end = section.text.length;
    marked(excerpt, (start > 0 ? "… " : "") + section.text.slice(start, end) + (end < section.text.length ? " …" : ""), words);
    item.append(link, excerpt);
    return item;
}

function marked(element, text, words) {
    const pattern = new RegExp("(" + words.map(word => word.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|") + ")", "i");
    for (const [i, part] of text.split(pattern).entries()) {
        if (i % 2 === 0) {
            element.append(part);
        } else {
            const mark = document.createElement("mark");
            mark.textContent = part;
            element.append(mark);
        }
    }
}

async function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter(word => word !== "");
    if (words.length === 0) {
        close();
        return;
    }
    const typed = input.value;
    let sections;
    try {
        sections = await load();
    } catch {
        count.textContent = "The index could not be read: search-index.js is missing.";
        results.hidden = false;
        return;
    }
    if (typed !== input.value) return;
    const found = sections.map(section => [score(section, words), section]).filter(([sum]) => sum > 0).sort(([a], [b]) => b - a);
    list.replaceChildren(...found.slice(0, atMost).map(([, section]) => show(section, words)));
    count.textContent = found.length === 0 ? "Nothing found" : found.length === 1 ? "1 section"
        : found.length > atMost ? `${found.length} sections, the best ${atMost}:` : `${found.length} sections`;
    results.hidden = false;
}

function close() {
    results.hidden = true;
}

input.addEventListener("focus", () => { load().catch(() => {}); if (input.value.trim()) search(); });
input.addEventListener("input", search);
form.addEventListener("submit", event => {
    event.preventDefault();
    list.querySelector("a")?.click();
});
form.addEventListener("keydown", event => {
    const links = [...list.querySelectorAll("a")];
    const i = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
        close();
        input.focus();
    } else if (event.key === "ArrowDown" && links.length > 0) {
        links[Math.min(i + 1, links.length - 1)].focus();
        event.preventDefault();
    } else if (event.key === "ArrowUp" && i >= 0) {
        (i === 0 ? input : links[i - 1]).focus();
        event.preventDefault();
    }
});
document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input")) {
        input.focus();
        event.preventDefault();
    }
});
document.addEventListener("focusin", event => { if (!form.contains(event.target)) close(); });
document.addEventListener("click", event => { if (!form.contains(event.target)) close(); });
