import AssayImages

/// A picture as it is drawn, before light, grain and patches: its channels in [0, 1] and what is where.
public struct DrawnPicture: Sendable {
  package var planes: [DrawingPlane]
  package var regions: [DrawnRegion]

  package init(planes: [DrawingPlane], regions: [DrawnRegion]) {
    self.planes = planes
    self.regions = regions
  }

  /// Takes over a picture that was made in another way; the masks of `regions` must be of its height and width.
  public init(_ image: Image, regions: [ImageRegion] = []) {
    let (width, height) = (image.size.width, image.size.height)
    func plane(_ values: ArraySlice<Float>) -> DrawingPlane {
      DrawingPlane(width: width, height: height, values: Array(values))
    }
    planes = (0..<image.size.channels).map { plane(image.values[$0 * width * height..<($0 + 1) * width * height]) }
    self.regions = regions.map { DrawnRegion($0.name, plane($0.mask.values[...]), isDecisive: $0.isDecisive) }
  }
}

/// A part of a drawn picture: how much of each pixel belongs to it.
package struct DrawnRegion: Sendable {
  package let name: String
  package var share: DrawingPlane
  package let isDecisive: Bool

  package init(_ name: String, _ share: DrawingPlane, isDecisive: Bool = true) {
    self.name = name
    self.share = share
    self.isDecisive = isDecisive
  }
}
