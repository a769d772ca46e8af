/// A page that shows picture files which lie beside it, in sections; no script.
package struct PicturePage: Sendable {
  /// A picture file and what a person who cannot see it should know.
  package struct Picture: Sendable {
    package let file: String
    package let words: String

    package init(file: String, words: String) { (self.file, self.words) = (file, words) }
  }

  /// Pictures that belong together.
  package struct Section: Sendable {
    package let heading: String
    package let text: String
    package let pictures: [Picture]

    package init(heading: String, text: String = "", pictures: [Picture]) {
      (self.heading, self.text, self.pictures) = (heading, text, pictures)
    }
  }

  private let title: String
  private let text: String
  private let sections: [Section]

  /// Makes a page of a title, a text below it, and sections; none of them escaped yet.
  package init(title: String, text: String, sections: [Section]) {
    (self.title, self.text, self.sections) = (title, text, sections)
  }

  /// The document.
  package var html: String {
    HTMLDocument.text(
      title: "Assay: \(title)",
      body: """
        <h1>\(MarkupText.escaped(title))</h1>
        <p>\(MarkupText.escaped(text))</p>
        \(sections.map(Self.markup).joined(separator: "\n"))
        """)
  }

  private static func markup(_ section: Section) -> String {
    let figures = section.pictures.map { picture in
      let (file, words) = (MarkupText.escaped(picture.file), MarkupText.escaped(picture.words))
      return "<figure><a href=\"\(file)\"><img src=\"\(file)\" alt=\"\(words)\" loading=\"lazy\"></a></figure>"
    }
    let text = section.text.isEmpty ? [] : ["<p>\(MarkupText.escaped(section.text))</p>"]
    return (["<section>", "<h2>\(MarkupText.escaped(section.heading))</h2>"] + text + figures + ["</section>"])
      .joined(separator: "\n")
  }
}
