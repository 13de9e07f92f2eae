in vec2 corner;
flat in vec3 shine;

layout(location = 0) out vec4 colour;

void main()
{
    float rest = max(1.0 - dot(corner, corner), 0.0);
    colour = vec4(shine * (0.25 * rest * rest + rest * rest * rest * rest * rest * rest * rest * rest), 0.0);
}
