// What a page loses at this width: side scroll, text that is cut off, and targets that are too small to hit.
// `least` is how many pixels high a button must be.
(least) => {
    const wrong = [], page = document.scrollingElement, wide = page.clientWidth;
    const said = (each) => `${each.tagName.toLowerCase()}.${each.className} ${(each.textContent || "").trim().slice(0, 60)}`;
    const seen = (each) => each.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
        && !each.closest("svg, .k-preview, .k-hall") && !hidden(each);
    // Meant for screen readers only: a box of one pixel, or cut away as a whole.
    const hidden = (each) => {
        for (let one = each; one && one !== document.body; one = one.parentElement) {
            const box = one.getBoundingClientRect(), style = getComputedStyle(one);
            if (style.overflow !== "visible" && (box.width <= 2 || box.height <= 2)) return true;
            if (/inset\((50|100)%/.test(style.clipPath)) return true;
        }
        return false;
    };
    // The nearest box that cuts off what sticks out of it.
    const cutter = (each, axis) => {
        for (let one = each; one && one !== document.body; one = one.parentElement)
            if (["hidden", "clip"].includes(getComputedStyle(one)["overflow" + axis])) return one;
        return null;
    };
    if (page.scrollWidth > wide)
        for (const each of document.body.querySelectorAll("*")) {
            if (each.getBoundingClientRect().right > wide + 1 && seen(each)) wrong.push("wide: " + said(each));
        }
    if (page.scrollWidth > wide && !wrong.length) wrong.push("wide: the page itself");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walker.nextNode()) {
        const text = walker.currentNode, of = text.parentElement;
        if (!text.data.trim() || of.matches("script, style, noscript, option, title") || !seen(of)) continue;
        range.selectNodeContents(text);
        const box = range.getBoundingClientRect();
        const across = cutter(of, "X"), down = cutter(of, "Y");
        if (across && box.right > across.getBoundingClientRect().right + 1) wrong.push("cut: " + said(of));
        if (down && box.bottom > down.getBoundingClientRect().bottom + 1) wrong.push("cut: " + said(of));
        if (box.left < -1 && box.right > 0) wrong.push("out: " + said(of));
    }
    for (const each of document.querySelectorAll("button, summary, select, input, textarea, a[href], [role=button]")) {
        if (!seen(each) || (each.tagName === "A" && getComputedStyle(each).display === "inline")) continue;
        const around = each.closest("label"), box = (around || each).getBoundingClientRect();
        const wanted = each.matches("button, summary, [role=button]") ? least : 24;
        if (box.height < wanted - 0.5 || box.width < 23.5)
            wrong.push(`small ${Math.round(box.width)}×${Math.round(box.height)}: ${said(each)}`);
    }
    return [...new Set(wrong)];
}
