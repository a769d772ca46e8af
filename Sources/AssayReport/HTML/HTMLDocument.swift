/// What all pages have in common: the frame, the style, no script.
enum HTMLDocument {
  /// A page.
  ///
  /// - Parameters:
  ///   - title: What the window is called, not yet escaped.
  ///   - body: The content as markup.
  static func text(title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(MarkupText.escaped(title))</title>
    <style>
    \(HTMLStyle.sheet)
    </style>
    </head>
    <body>
    <main>
    \(body)
    </main>
    </body>
    </html>

    """
  }
}
