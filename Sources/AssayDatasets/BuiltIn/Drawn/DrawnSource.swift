import AssayBase
import AssayImages

/// Examples that are drawn when asked for.
struct DrawnSource<Pictures: DrawnPictures>: ExampleSource {
  let pictures: Pictures
  let count: Int
  let key: RandomKey
  let nuisance: Nuisance

  func example(at index: Int) -> Example {
    let label = label(at: index)
    return Example(image: drawing(of: label, at: index).image, label: label, index: index)
  }

  func label(at index: Int) -> Int { pictures.label(for: key.derived(index)) }

  func regions(at index: Int) -> [ImageRegion] {
    drawing(of: label(at: index), at: index).regions
  }

  private func drawing(of label: Int, at index: Int) -> (image: Image, regions: [ImageRegion]) {
    pictures.drawing(of: label, key: key.derived(index), nuisance: nuisance)
  }
}
