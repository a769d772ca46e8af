import AssayBase
import CAssayKernels

/// What a file says about its colours, and the picture they make.
struct JPEGColours {
  private var hasJFIF = false
  /// The colour transform of Adobe's marker: 0 none, 1 YCbCr, 2 YCCK.
  private var adobeTransform: UInt8?

  /// Notes what an application segment says about colours.
  mutating func note(_ segment: JPEGSegments.Segment, of bytes: UnsafeRawBufferPointer) {
    let data = UnsafeRawBufferPointer(rebasing: bytes[segment.data])
    if segment.marker == 0xE0, data.starts(with: Array("JFIF\0".utf8)) { hasJFIF = true }
    if segment.marker == 0xEE, data.count >= 12, data.starts(with: Array("Adobe".utf8)) { adobeTransform = data[11] }
  }

  /// Whether the first three components are luma and two chromas.
  private func isLumaChroma(_ frame: JPEGFrame) -> Bool {
    if frame.components.count == 4 { return adobeTransform.map { $0 != 0 } ?? false }
    if hasJFIF { return true }
    if let adobeTransform { return adobeTransform != 0 }
    return frame.components.map(\.sampling.identifier) != Array("RGB".utf8)
  }

  /// The picture that `planes` make.
  func picture(of planes: [JPEGPlane], frame: JPEGFrame) -> ByteImage {
    let (width, height, channels) = (frame.width, frame.height, frame.pictureChannels)
    let total = width * height * channels
    let isLumaChroma = channels == 3 && isLumaChroma(frame)
    let rows = planes.map { JPEGRows($0, frame: frame) }
    let bytes = [UInt8](unsafeUninitializedCapacity: total) { target, count in
      count = total
      guard var place = target.baseAddress else { return }
      for row in 0..<height {
        if channels == 1 {
          place.update(from: rows[0].row(row), count: width)
        } else {
          let (a, b, c) = (rows[0].row(row), rows[1].row(row), rows[2].row(row))
          if isLumaChroma {
            assay_jpeg_to_rgb(place, a, b, c, width)
          } else {
            // Without a transform, inks are stored inverted.
            assay_jpeg_interleave(place, a, b, c, width, rows.count == 4)
          }
          if rows.count == 4 { assay_jpeg_apply_black(place, rows[3].row(row), width) }
        }
        place += width * channels
      }
    }
    return ByteImage(unchecked: bytes, width: width, height: height, channels: channels)
  }
}
