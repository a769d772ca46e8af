/// Marks on paper, drawn as SVG or as a picture.
struct ChartDrawing: Sendable {
  /// The extent in pixels.
  let width: Int
  /// The extent in pixels.
  let height: Int
  /// What it shows, for those who cannot see it.
  let description: String
  /// What is drawn, later marks over earlier ones; texts over all others.
  let marks: [ChartMark]
}
