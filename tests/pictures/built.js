// How a page is built, without what it says: its elements with the attributes that a rule may look at, a row of
// likes once. Two pages of the same build are right or wrong together, but for how long their words are.
() => {
    const VALUES = new Set(["class", "role", "type", "lang", "dir", "scope", "data-theme"]);
    const VARIES = /^(id|for|style|value|name|data-.*|href|src|d|c[xy]|r|x|y|points|transform|viewBox)$/;
    const named = (each) => each.getAttributeNames().filter((name) => VALUES.has(name) || !VARIES.test(name)).sort()
        .map((name) => (VALUES.has(name) || each.getAttribute(name).length < 6 ? `${name}=${each.getAttribute(name)}` : name));
    const says = (each) => Array.from(each.childNodes).some((one) => one.nodeType === 3 && one.data.trim());
    const outline = (each) => {
        const inside = each.closest("svg") ? [] : Array.from(each.children)
            .filter((one) => !one.matches("script, style, template")).map(outline);
        const rows = inside.filter((one, at) => one !== inside[at - 1]);
        return `${each.tagName}[${named(each).join(" ")}]${says(each) ? "t" : ""}{${rows.join("")}}`;
    };
    const sheets = Array.from(document.styleSheets, (each) => each.href || "").join(" ");
    return sheets + outline(document.documentElement);
}
