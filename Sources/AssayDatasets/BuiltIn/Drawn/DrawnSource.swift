import AssayBase
import AssayImages
import Synchronization

/// Examples that are drawn when asked for.
struct DrawnSource<Pictures: DrawnPictures>: ExampleSource {
  let pictures: Pictures
  let count: Int
  let key: RandomKey
  let nuisance: Nuisance
  private let latest = LatestDrawing()

  func example(at index: Int) -> Example {
    let label = label(at: index)
    return Example(image: drawing(of: label, at: index).image, label: label, index: index)
  }

  func label(at index: Int) -> Int { pictures.label(for: key.derived(index)) }

  func regions(at index: Int) -> [ImageRegion] {
    drawing(of: label(at: index), at: index).regions
  }

  private func drawing(of label: Int, at index: Int) -> (image: Image, regions: [ImageRegion]) {
    if let drawing = latest.drawing(at: index) { return drawing }
    let drawing = pictures.drawing(of: label, key: key.derived(index), nuisance: nuisance)
    latest.keep(drawing, at: index)
    return drawing
  }
}

/// The picture drawn last: who asks for an image mostly asks for its regions next.
private final class LatestDrawing: Sendable {
  typealias Drawing = (image: Image, regions: [ImageRegion])

  private let kept = Mutex<(index: Int, drawing: Drawing)?>(nil)

  /// The drawing of an example, if it was the last and nobody else is looking.
  func drawing(at index: Int) -> Drawing? {
    let found = kept.withLockIfAvailable { $0?.index == index ? $0?.drawing : nil }
    return found ?? nil
  }

  func keep(_ drawing: Drawing, at index: Int) {
    _ = kept.withLockIfAvailable { $0 = (index, drawing) }
  }
}
