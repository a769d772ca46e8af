import AssayBase
import AssayImages

/// The bright letter in a frame that some radiographs carry in a corner.
struct ChestMarker {
  private let corner: PlanePoint
  private let isLeft: Bool

  init(_ key: RandomKey) {
    var stream = RandomStream(key.derived("marker place"))
    corner = PlanePoint(stream.uniform(4, 8), stream.uniform(4, 8))
    isLeft = stream.uniform(0, 1) < 0.5
  }

  /// Draws the tag and gives its place: the frame of 13 × 15 pixels with its soft edge.
  func draw(on picture: inout DrawingPlane) -> DrawingPlane {
    func at(_ x: Float, _ y: Float) -> PlanePoint { corner + PlanePoint(x, y) }
    func line(_ x0: Float, _ y0: Float, _ x1: Float, _ y1: Float, _ radius: Float) -> PlaneShape {
      .line(at(x0, y0), at(x1, y1), radius: radius)
    }
    let frame = [line(0, 0, 13, 0, 0.6), line(13, 0, 13, 15, 0.6), line(13, 15, 0, 15, 0.6), line(0, 15, 0, 0, 0.6)]
    let l = [line(4, 3, 4, 12, 1.1), line(4, 12, 9.5, 12, 1.1)]
    let r = [
      line(4, 3, 4, 12, 1.1), line(4, 3, 8, 3.4, 1.1), line(8, 3.4, 9, 5.4, 1.1), line(9, 5.4, 4, 7.4, 1.1),
      line(6, 7.4, 9.5, 12, 1.1),
    ]
    for shape in frame + (isLeft ? l : r) { picture.fill(shape, with: 0.97) }
    var place = DrawingPlane(width: picture.width, height: picture.height)
    place.raise(.polygon([at(-1.7, -1.7), at(14.7, -1.7), at(14.7, 16.7), at(-1.7, 16.7)]))
    return place
  }
}
