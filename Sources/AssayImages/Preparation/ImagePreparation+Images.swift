import AssayBase
import AssayTensor
import Foundation

extension ImagePreparation {
  /// The image that the bytes of a file become.
  ///
  /// - Throws: What `ImageFile.decode(_:options:)` throws.
  public func image(from data: Data) throws -> Image { image(from: try ImageFile.decode(data, options: options)) }

  /// The size of the image that a file becomes, from its header alone.
  ///
  /// - Throws: What `ImageFile.size(ofFile:options:)` throws.
  package func size(ofFile path: String) throws -> ImageSize {
    if let extent { return ImageSize(channels: channels.count, height: extent.height, width: extent.width) }
    return try ImageFile.size(ofFile: path, options: options)
  }

  private var options: ImageFileOptions {
    ImageFileOptions(
      alpha: .dropped, channels: channels == .gray ? .gray : .rgb, appliesOrientation: appliesOrientation)
  }

  /// The image that a picture of the right channels, and upright, becomes.
  private func image(from picture: ByteImage) -> Image {
    guard let extent, (extent.height, extent.width) != (picture.height, picture.width) else { return Image(picture) }
    let scaled = fit.scaledExtent(of: (picture.height, picture.width), to: (extent.height, extent.width))
    return picture.resized(height: scaled.height, width: scaled.width, by: interpolation).quantized()
      .placed(onHeight: extent.height, width: extent.width)
  }
}

extension ImagePreparation.Fit {
  /// The size to which a picture is resized before its middle is cut out, or black is put around it.
  func scaledExtent(
    of picture: (height: Int, width: Int), to wanted: (height: Int, width: Int)
  ) -> (height: Int, width: Int) {
    /// The size when the height decides, or else the width; the other is rounded to the nearest, half up.
    func scaled(byHeight: Bool) -> (height: Int, width: Int) {
      if byHeight {
        return (wanted.height, max(1, (2 * wanted.height * picture.width + picture.height) / (2 * picture.height)))
      }
      return (max(1, (2 * wanted.width * picture.height + picture.width) / (2 * picture.width)), wanted.width)
    }
    let isWider = picture.width * wanted.height >= picture.height * wanted.width
    switch self {
    case .stretched: return wanted
    case .cropped(nil): return scaled(byHeight: isWider)
    case .cropped(let side?):
      let size = ImageSize(channels: 1, height: picture.height, width: picture.width).scaled(toShorterSide: side)
      return (size.height, size.width)
    case .padded: return scaled(byHeight: !isWider)
    }
  }
}

extension Image {
  /// The image in the middle of an extent: what is beyond is cut off, what is missing is black.
  ///
  /// An odd rest goes below and to the right.
  func placed(onHeight height: Int, width: Int) -> Image {
    if height == size.height && width == size.width { return self }
    let new = ImageSize(channels: size.channels, height: height, width: width)
    let (top, left) = (Self.offset(size.height, in: height), Self.offset(size.width, in: width))
    let rows = max(top, 0)..<min(top + size.height, height)
    let columns = max(left, 0)..<min(left + size.width, width)
    var result = [Float](repeating: 0, count: new.count)
    for channel in 0..<size.channels {
      for row in rows {
        let to = (channel * height + row) * width + columns.lowerBound
        let from = (channel * size.height + row - top) * size.width + columns.lowerBound - left
        result.replaceSubrange(to..<to + columns.count, with: values[from..<from + columns.count])
      }
    }
    return Image(unchecked: result, size: new)
  }

  /// Where something of `length` begins in the middle of `extent`; negative when it is longer.
  private static func offset(_ length: Int, in extent: Int) -> Int {
    length > extent ? -((length - extent) / 2) : (extent - length) / 2
  }
}
