/// A picture that shows why a property fails: a title, panels side by side with their captions, and a footer.
///
/// Small images are enlarged by whole factors without smoothing, so that single pixels stay what they are.
public struct CounterexamplePicture: Sendable {
  /// The line or lines on top.
  public var title: String
  /// The panels from left to right.
  public var panels: [Panel]
  /// The line or lines below the panels.
  public var footer: String
  /// What explains the panels' colours, between them and the footer.
  package var legend: ByteImage?

  /// Makes a picture of any panels; texts that do not fit are wrapped, and in the end cut with "…".
  public init(title: String, panels: [Panel], footer: String = "") {
    (self.title, self.panels, self.footer) = (title, panels, footer)
  }

  /// Makes the usual picture: original | attacked | difference, of two images of one size.
  ///
  /// - Parameters:
  ///   - originalCaption: What to write under the original, such as its label and the top probabilities, line by line.
  ///   - attackedCaption: The same for the attacked image.
  ///   - amplification: The factor by which the difference is strengthened to be seen; it is written above the panel.
  /// - Throws: `AssayError` when the sizes differ or the channels are not 1, 3 or 4.
  public init(
    title: String, original: Image, attacked: Image, originalCaption: [String] = [], attackedCaption: [String] = [],
    footer: String = "", amplification: Int = 16
  ) throws {
    let panels = [
      Panel(name: "original", picture: try ByteImage(original), caption: originalCaption),
      Panel(name: "attacked", picture: try ByteImage(attacked), caption: attackedCaption),
      try Panel(differenceFrom: original, to: attacked, amplification: amplification),
    ]
    self.init(title: title, panels: panels, footer: footer)
  }
}
