import Foundation

/// What the colours of a scale mean: a bar of them with numbers below.
package struct ColourBar: Sendable {
  /// The colours.
  let scale: ColourScale
  /// What stands below the ends and the middle: with a sign the lower end, 0 and the upper end, else 0, half and the end.
  let labels: [String]
  /// What stands before it, as what its numbers are.
  let caption: String

  private static let (barWidth, barHeight, textScale) = (256, 16, 2)

  /// The bar of a scale whose end is `limit`.
  package init(_ scale: ColourScale, limit: Float, caption: String = "") {
    let middle = scale.isSigned ? "0" : Self.text(limit / 2)
    self.init(
      scale, labels: [scale.isSigned ? Self.text(-limit) : "0", middle, Self.text(limit, isSigned: scale.isSigned)],
      caption: caption)
  }

  /// The bar of a scale with texts of one's own for both ends and the middle.
  package init(_ scale: ColourScale, labels: [String], caption: String = "") {
    (self.scale, self.labels, self.caption) = (scale, labels, caption)
  }

  /// A number with three digits.
  package static func text(_ value: Float, isSigned: Bool = false) -> String {
    let text = String(format: isSigned ? "%+.3g" : "%.3g", Double(value))
    return text.replacing("-", with: "−", maxReplacements: text.hasPrefix("-") ? 1 : 0)
  }

  /// The bar as a picture on the colour of what it is drawn on.
  package func rendered() -> ByteImage {
    let widths = labels.map { PixelFont.width(of: $0, scale: Self.textScale) }
    // Labels stand centred below their places, so the outer ones reach beyond the bar.
    let (before, behind) = ((widths.first ?? 0) / 2 + 1, (widths.last ?? 0) / 2 + 1)
    let captionWidth = caption.isEmpty ? 0 : PixelFont.width(of: caption, scale: Self.textScale) + 16
    let left = max(before, captionWidth)
    let line = PixelFont.lineHeight * Self.textScale
    var canvas = Canvas(
      width: left + Self.barWidth + behind, height: Self.barHeight + 6 + line, colour: DrawingPalette.background)
    canvas.draw(caption, x: 0, y: 1, scale: Self.textScale, colour: DrawingPalette.ink)
    for column in 0..<Self.barWidth {
      let share = Float(column) / Float(Self.barWidth - 1)
      let colour = scale.colour(of: scale.isSigned ? 2 * share - 1 : share)
      canvas.fill(PixelRectangle(x: left + column, y: 0, width: 1, height: Self.barHeight), colour)
    }
    canvas.stroke(
      PixelRectangle(x: left, y: 0, width: Self.barWidth, height: Self.barHeight), DrawingPalette.border)
    for (index, label) in labels.enumerated() {
      let place = left + index * (Self.barWidth - 1) / max(1, labels.count - 1)
      canvas.fill(PixelRectangle(x: place, y: Self.barHeight, width: 1, height: 4), DrawingPalette.ink)
      canvas.draw(
        label, x: place - widths[index] / 2, y: Self.barHeight + 6, scale: Self.textScale, colour: DrawingPalette.ink)
    }
    return canvas.picture
  }
}
