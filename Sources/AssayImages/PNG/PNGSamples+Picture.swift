import AssayBase

extension PNGSamples {
  /// The 8-bit picture these samples stand for, with an alpha channel if there is one and it is kept.
  package func picture(keepsAlpha: Bool) throws -> ByteImage {
    switch header.kind {
    case .palette: return try looked(keepsAlpha: keepsAlpha && transparency != nil)
    case .gray, .rgb:
      let plain = make(header.kind.channels, reduced())
      guard keepsAlpha, let transparency else { return plain }
      return withAlpha(plain.bytes, opacity(transparentColour: transparency))
    case .grayAlpha:
      return ByteImage(
        grayAndAlpha: reduced(), width: header.width, height: header.height, keepsAlpha: keepsAlpha)
    case .rgba:
      let whole = make(4, reduced())
      return keepsAlpha ? whole : whole.droppingAlpha()
    }
  }

  private var pixelCount: Int { header.width * header.height }

  private func make(_ channels: Int, _ bytes: [UInt8]) -> ByteImage {
    ByteImage(unchecked: bytes, width: header.width, height: header.height, channels: channels)
  }

  /// The samples at 8 bits: `v * 255 / (2^depth - 1)`, which is whole below 8 bits and rounded at 16.
  private func reduced() -> [UInt8] {
    switch header.depth {
    case 8: return bytes
    case 16:
      let total = bytes.count / 2
      return [UInt8](unsafeUninitializedCapacity: total) { target, count in
        count = total
        bytes.withUnsafeBufferPointer { source in
          var index = 0
          while index < total {
            let value = Int(source[2 * index]) << 8 | Int(source[2 * index + 1])
            // 65,535 / 255 = 257 is odd: there are no halves to decide about.
            target[index] = UInt8((value + 128) / 257)
            index += 1
          }
        }
      }
    default:
      let factor = UInt8(255 / ((1 << header.depth) - 1))
      return bytes.map { $0 * factor }
    }
  }

  /// 0 for pixels whose stored samples are exactly those of the tRNS chunk, else 255.
  private func opacity(transparentColour: [UInt8]) -> [UInt8] {
    // tRNS has 16 bits a sample at any depth; only the low `depth` bits count.
    var wanted: [UInt8] = []
    for sample in 0..<header.kind.channels {
      let (high, low) = (transparentColour[2 * sample], transparentColour[2 * sample + 1])
      wanted += header.depth == 16 ? [high, low] : [low & UInt8((1 << header.depth) - 1)]
    }
    return (0..<pixelCount).map { pixel in
      for index in 0..<wanted.count where bytes[pixel * wanted.count + index] != wanted[index] { return 255 }
      return 0
    }
  }

  /// The picture of `opaque` (1 or 3 channels) with `alpha` as the fourth channel.
  private func withAlpha(_ opaque: [UInt8], _ alpha: [UInt8]) -> ByteImage {
    let channels = opaque.count / pixelCount
    let total = pixelCount * 4
    let joined = [UInt8](unsafeUninitializedCapacity: total) { target, count in
      count = total
      opaque.withUnsafeBufferPointer { opaque in
        for pixel in 0..<pixelCount {
          for channel in 0..<3 { target[pixel * 4 + channel] = opaque[pixel * channels + min(channel, channels - 1)] }
          target[pixel * 4 + 3] = alpha[pixel]
        }
      }
    }
    return make(4, joined)
  }

  /// The colours of a palette image; entries without a tRNS value are opaque.
  private func looked(keepsAlpha: Bool) throws -> ByteImage {
    let palette = palette ?? []
    let (entries, alphas) = (palette.count / 3, transparency ?? [])
    if let pixel = bytes.firstIndex(where: { Int($0) >= entries }) {
      throw PNGFault.malformed(
        "pixel \(pixel % header.width) of row \(pixel / header.width) is outside the palette",
        "less than \(entries)", "\(bytes[pixel])", at: offset)
    }
    let channels = keepsAlpha ? 4 : 3
    var colours: [UInt8] = []
    for entry in 0..<entries {
      colours += palette[(3 * entry)..<(3 * entry + 3)]
      if keepsAlpha { colours.append(entry < alphas.count ? alphas[entry] : 255) }
    }
    let total = pixelCount * channels
    let looked = [UInt8](unsafeUninitializedCapacity: total) { target, count in
      count = total
      colours.withUnsafeBufferPointer { colours in
        var place = 0
        for index in bytes {
          var channel = 0
          while channel < channels {
            target[place] = colours[Int(index) * channels + channel]
            place += 1
            channel += 1
          }
        }
      }
    }
    return make(channels, looked)
  }
}
