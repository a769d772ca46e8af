import AssayBase
import AssayImages

extension DrawnPicture {
  /// Adds the nuisances that have nothing to do with what is drawn: the patch, the light and the grain, in this order.
  mutating func apply(_ nuisance: Nuisance, key: RandomKey) {
    if nuisance.occlusion > 0 { cover(Float(nuisance.occlusion), key.derived("occlusion")) }
    if nuisance.contrast > 0 { light(Float(nuisance.contrast), key.derived("contrast")) }
    if nuisance.noise > 0 {
      for channel in planes.indices {
        var stream = RandomStream(key.derived("noise").derived(channel))
        planes[channel].addGrain(deviation: 0.15 * Float(nuisance.noise), from: &stream)
      }
    }
  }

  /// A grey square whose place depends on the key and whose side on the amount; what it hides leaves the regions too.
  private mutating func cover(_ amount: Float, _ key: RandomKey) {
    var stream = RandomStream(key)
    let (width, height) = (Float(planes[0].width), Float(planes[0].height))
    let centre = PlanePoint(width * stream.uniform(0.25, 0.75), height * stream.uniform(0.25, 0.75))
    let half = 0.2 * amount * min(width, height)
    let level = stream.uniform(0.3, 0.7)
    let patch = PlaneShape.polygon([
      centre + PlanePoint(-half, -half), centre + PlanePoint(half, -half), centre + PlanePoint(half, half),
      centre + PlanePoint(-half, half),
    ])
    for channel in planes.indices { planes[channel].fill(patch, with: level) }
    for region in regions.indices { regions[region].share.fill(patch, with: 0) }
  }

  /// Up to seven tenths of the contrast lost, and up to a fifth lighter or darker.
  private mutating func light(_ amount: Float, _ key: RandomKey) {
    var stream = RandomStream(key)
    let contrast = 1 - 0.7 * amount * stream.uniform(0, 1)
    let shift = 0.2 * amount * stream.uniform(-1, 1)
    for channel in planes.indices { planes[channel].map { 0.5 + ($0 - 0.5) * contrast + shift } }
  }
}
