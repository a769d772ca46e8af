/// How the page looks: readable on paper and screen, light and dark.
enum HTMLStyle {
  /// The style sheet.
  static let sheet = """
    :root { color-scheme: light dark; --ink: #1c2430; --paper: #f6f7f9; --card: #fff; --line: #dde2e8; --fine: #667085;
      --good: #1a7f4b; --bad: #c03434; --open: #9a6700; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181f; --card: #1d232c; --line: #323a46;
      --fine: #98a2b3; --good: #4ac084; --bad: #f07575; --open: #e0ac40; } }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 56rem; margin: 0 auto; padding: 2rem 1rem; }
    h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h1 small { font-weight: 400; color: var(--fine); }
    h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
    section { background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--mark);
      border-radius: .5rem; padding: 1rem 1.25rem; margin: 1rem 0; break-inside: avoid; }
    .holds { --mark: var(--good); } .falsified { --mark: var(--bad); }
    .undecided, .unreliable { --mark: var(--open); }
    .summary, .badge { color: var(--mark); font-weight: 600; } .badge { margin-right: .5rem; }
    p, ul { margin: .25rem 0; } ul { padding-left: 1.25rem; }
    figure { margin: .75rem 0; overflow-x: auto; } img { max-width: 100%; image-rendering: pixelated; }
    code { font-size: .9em; overflow-wrap: anywhere; } .fine, footer { color: var(--fine); font-size: .85rem; }
    .bar { display: block; max-width: 100%; margin: .5rem 0; } .scale { fill: var(--line); }
    .interval { fill: var(--mark); opacity: .45; } .estimate { fill: var(--mark); }
    """
}
