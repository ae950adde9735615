/** Every window test starts from the product's own styles, in Chinese, on the light theme. */
import "./plain-react.ts";
import "./test-words.ts";
import "../public/layers.css";
import "../src/lib/tokens.css";
import "../src/lib/base.css";

document.documentElement.lang = "zh-Hans";
