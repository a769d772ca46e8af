import AssayCheck
import AssayImages
import Foundation

/// The picture of a minimal case whose values hold images.
struct CounterexampleDrawing {
  let found: Counterexample<Trial>
  let name: TestName

  /// The file of the picture, or `nil` when there is no image that can be drawn.
  var png: Data? {
    let panels = found.value.values.flatMap { value in
      let images = value.images
      return images.indices.compactMap { index -> CounterexamplePicture.Panel? in
        // Images of two or of more than four channels have no picture.
        guard let image = try? ByteImage(images[index]) else { return nil }
        let isAlone = images.count == 1
        return CounterexamplePicture.Panel(
          name: isAlone ? "minimal" : "minimal, \(index + 1)", picture: image,
          caption: isAlone ? [value.description] : [])
      }
    }
    guard !panels.isEmpty else { return nil }
    let picture = CounterexamplePicture(
      title: "\(name.folder)/\(name.file)", panels: Array(panels.prefix(3)),
      footer: "\(found.description): \(found.failure.message)")
    return try? PNG.encode(picture.rendered(), text: [PNGText(keyword: "Title", value: name.unique)])
  }
}
