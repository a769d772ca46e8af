import Foundation

extension ImageOrientation {
  /// Reads the orientation of an EXIF block: a TIFF header and its first directory (EXIF 2.32, section 4.6.4, tag 274).
  ///
  /// `upright` when the block has no such tag, an unknown value, or is damaged: viewers show such pictures as stored.
  package init(exif block: UnsafeRawBufferPointer) {
    self = Self.value(in: block).flatMap(ImageOrientation.init(rawValue:)) ?? .upright
  }

  private static func value(in block: UnsafeRawBufferPointer) -> Int? {
    guard block.count >= 8 else { return nil }
    let isLittle: Bool
    switch (block[0], block[1]) {
    case (0x49, 0x49): isLittle = true
    case (0x4D, 0x4D): isLittle = false
    default: return nil
    }
    func number(_ offset: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 << 8 | Int(block[offset + (isLittle ? count - 1 - $1 : $1)]) }
    }
    let directory = number(4, 4)
    guard number(2, 2) == 42, directory >= 8, directory <= block.count - 2 else { return nil }
    for index in 0..<number(directory, 2) {
      let entry = directory + 2 + 12 * index
      guard entry <= block.count - 12 else { return nil }
      // The tag is one 16-bit number, held in the entry itself.
      if number(entry, 2) == 0x0112, number(entry + 2, 2) == 3, number(entry + 4, 4) == 1 {
        return number(entry + 8, 2)
      }
    }
    return nil
  }
}
