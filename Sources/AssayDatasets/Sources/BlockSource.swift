import AssayImages

/// Examples whose pictures lie one after another in one block of pixels, as in a tensor N×C×H×W.
struct BlockSource: ExampleSource {
  let pixels: [Float]
  let size: ImageSize
  let labels: [Int]

  var count: Int { labels.count }

  func example(at index: Int) -> Example {
    let values = Array(pixels[index * size.count..<(index + 1) * size.count])
    return Example(image: Image(unchecked: values, size: size), label: labels[index], index: index)
  }

  func label(at index: Int) -> Int { labels[index] }
}
